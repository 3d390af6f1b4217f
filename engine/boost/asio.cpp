// The one translation unit that carries Asio's non-template code; every other file sees declarations only.
#include <boost/asio/impl/src.hpp>
