# A room is one folder that is one static library with stated dependencies: what a room may not include,
# it does not link, and tests/architecture checks the include directions as well.

add_library(dockverify_options INTERFACE)
target_compile_features(dockverify_options INTERFACE cxx_std_20)
target_compile_options(dockverify_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wno-missing-field-initializers
  -ffunction-sections -fdata-sections
  $<$<BOOL:${DOCKVERIFY_WERROR}>:-Werror>)

# Most of a file's compile time is these headers. ccache needs CCACHE_SLOPPINESS (CMakePresets.json) and no time stamp inside.
function(dockverify_precompile target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_precompile_headers(${target} PRIVATE <nlohmann/json.hpp> <algorithm> <chrono> <map> <optional> <set> <string> <vector> ${ARGN})
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# dockverify_room(NAME SOURCES file... HEADERS file... DEPENDS target...)
# makes the static library dockverify_NAME with the alias dockverify::NAME.
function(dockverify_room name)
  cmake_parse_arguments(room "" "" "SOURCES;HEADERS;DEPENDS" ${ARGN})
  add_library(dockverify_${name} STATIC ${room_SOURCES} ${room_HEADERS})
  add_library(dockverify::${name} ALIAS dockverify_${name})
  target_link_libraries(dockverify_${name} PUBLIC ${room_DEPENDS} PRIVATE $<BUILD_INTERFACE:dockverify_options>)
  list(LENGTH room_SOURCES files)
  if(files GREATER 6)
    dockverify_precompile(dockverify_${name})
  endif()
endfunction()

# dockverify_test(NAME SOURCES file... DEPENDS target...) makes the test executable NAME_test, one ctest entry a case.
function(dockverify_test name)
  cmake_parse_arguments(unit "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name}_test ${unit_SOURCES})
  target_include_directories(${name}_test PRIVATE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${name}_test PRIVATE ${unit_DEPENDS} dockverify_options GTest::gmock GTest::gtest_main)
  dockverify_precompile(${name}_test <gmock/gmock.h> <gtest/gtest.h>)
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}." PROPERTIES LABELS unit TIMEOUT 60)
endfunction()
