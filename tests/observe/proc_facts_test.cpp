// What is read from the kernel's files, on made-up machines with cgroup v1, v2 and both.
#include "observe/proc_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_up_host.hpp"

namespace dockverify::observe {
namespace {

class proc_facts : public testing::Test {
 protected:
  [[nodiscard]] effective_facts read() const {
    auto facts = facts_from_proc(host.files(), 4242, container_id);
    EXPECT_TRUE(facts.has_value());
    return facts.value_or(effective_facts());
  }
  made_up_host host;
};

TEST_F(proc_facts, cgroup_v1) {
  add_v1_container(host);
  auto const facts = read();
  EXPECT_EQ(facts.memory->value, 268435456);
  EXPECT_EQ(facts.memory->source, "/sys/fs/cgroup/memory/docker/" + container_id + "/memory.limit_in_bytes");
  EXPECT_EQ(facts.swap->value, 268435456);
  EXPECT_DOUBLE_EQ(*facts.cpus->value, 0.5);
  EXPECT_EQ(facts.pids->value, 100);
  EXPECT_TRUE(facts.undetermined.empty());
}

TEST_F(proc_facts, cgroup_v2) {
  add_v2_container(host);
  auto const facts = read();
  EXPECT_EQ(facts.memory->value, 268435456);
  EXPECT_EQ(facts.swap->value, 268435456);
  EXPECT_DOUBLE_EQ(*facts.cpus->value, 0.5);
  EXPECT_EQ(facts.pids->value, 100);
  EXPECT_EQ(facts.processes.size(), 1U);
  EXPECT_TRUE(facts.undetermined.empty());
}

TEST_F(proc_facts, unlimited_is_a_value_of_its_own) {
  add_v1_container(host);
  host.write("/sys/fs/cgroup/memory/docker/" + container_id + "/memory.limit_in_bytes", "9223372036854771712\n");
  host.write("/sys/fs/cgroup/memory/docker/" + container_id + "/memory.memsw.limit_in_bytes", "9223372036854771712\n");
  host.write("/sys/fs/cgroup/cpu,cpuacct/docker/" + container_id + "/cpu.cfs_quota_us", "-1\n");
  host.write("/sys/fs/cgroup/pids/docker/" + container_id + "/pids.max", "max\n");
  auto const facts = read();
  EXPECT_TRUE(facts.memory && !facts.memory->value);
  EXPECT_TRUE(facts.swap && !facts.swap->value);
  EXPECT_TRUE(facts.cpus && !facts.cpus->value);
  EXPECT_TRUE(facts.pids && !facts.pids->value);
}

TEST_F(proc_facts, unlimited_in_v2) {
  add_v2_container(host);
  auto const folder = "/sys/fs/cgroup" + v2_path();
  host.write(folder + "/memory.max", "max\n");
  host.write(folder + "/cpu.max", "max 100000\n");
  auto const facts = read();
  EXPECT_TRUE(facts.memory && !facts.memory->value);
  EXPECT_TRUE(facts.cpus && !facts.cpus->value);
}

TEST_F(proc_facts, a_limit_without_a_file_is_not_enforced) {
  add_v2_container(host);
  host.remove("/sys/fs/cgroup" + v2_path() + "/memory.swap.max");
  host.remove("/sys/fs/cgroup" + v2_path() + "/pids.max");
  auto const facts = read();
  EXPECT_TRUE(facts.swap && !facts.swap->value);
  EXPECT_THAT(facts.swap->source, testing::HasSubstr("absent"));
  EXPECT_TRUE(facts.pids && !facts.pids->value);
}

TEST_F(proc_facts, a_controller_the_kernel_lacks_enforces_nothing) {
  add_v1_container(host);
  host.write("/proc/4242/cgroup", "3:memory:/docker/" + container_id + "\n");
  auto const facts = read();
  EXPECT_TRUE(facts.pids && !facts.pids->value);
  EXPECT_THAT(facts.pids->source, testing::HasSubstr("no pids controller"));
  EXPECT_EQ(facts.memory->value, 268435456);
}

TEST_F(proc_facts, unreadable_forms_are_undetermined) {
  add_v2_container(host);
  auto const folder = "/sys/fs/cgroup" + v2_path();
  host.write(folder + "/memory.max", "lots\n");
  host.write(folder + "/cpu.max", "50000\n");
  auto const facts = read();
  EXPECT_FALSE(facts.memory);
  EXPECT_TRUE(facts.undetermined.contains("memory"));
  EXPECT_FALSE(facts.cpus);
  EXPECT_TRUE(facts.undetermined.contains("cpus"));
}

TEST_F(proc_facts, folders_out_of_sight_are_undetermined_and_not_unlimited) {
  add_v2_container(host);
  host.remove("/sys/fs/cgroup");
  auto const facts = read();
  EXPECT_FALSE(facts.memory);
  EXPECT_TRUE(facts.undetermined.contains("memory"));
  EXPECT_TRUE(facts.undetermined.contains("pids"));
  EXPECT_TRUE(facts.undetermined.contains("processes"));
  EXPECT_EQ(facts.init_uid, 1000);
}

TEST_F(proc_facts, needs_the_id_as_proof) {
  add_v1_container(host);
  EXPECT_FALSE(facts_from_proc(host.files(), 4242, std::string(64, 'a')));
  EXPECT_FALSE(facts_from_proc(host.files(), 1, container_id));
  EXPECT_FALSE(facts_from_proc(host.files(), 0, container_id));
  host.write("/proc/4242/cgroup", "0::/../../\n");
  EXPECT_FALSE(facts_from_proc(host.files(), 4242, container_id));
}

TEST_F(proc_facts, processes_with_their_users_nested_ones_included) {
  add_v1_container(host);
  auto const facts = read();
  EXPECT_EQ(facts.init_uid, 1000);
  EXPECT_EQ(facts.init_gid, 1000);
  EXPECT_THAT(facts.groups, testing::ElementsAre(10, 1000));
  ASSERT_EQ(facts.processes.size(), 2U);
  EXPECT_EQ(facts.processes[1].pid, 4243);
  EXPECT_EQ(facts.processes[1].command, "worker");
  EXPECT_EQ(facts.processes_source, "/proc");
}

TEST_F(proc_facts, a_container_that_moved_its_first_process_down_keeps_its_limits) {
  add_v2_container(host);
  host.write("/proc/4242/cgroup", "0::" + v2_path() + "/init.scope\n");
  EXPECT_EQ(read().memory->value, 268435456);
}

TEST_F(proc_facts, a_tree_mounted_in_part_is_found) {
  add_v2_container(host);
  host.write("/proc/self/mountinfo", "31 23 0:28 /system.slice /cg rw - cgroup2 cgroup2 rw\n");
  host.write("/cg/docker-" + container_id + ".scope/memory.max", "1048576\n");
  EXPECT_EQ(read().memory->value, 1048576);
}

TEST_F(proc_facts, shifted_users_are_named_as_inside) {
  add_v2_container(host);
  host.write("/proc/4242/uid_map", "0 100000 65536\n");
  auto const facts = read();
  EXPECT_EQ(facts.uid_inside(100000), 0);
  EXPECT_EQ(facts.uid_inside(101000), 1000);
  EXPECT_FALSE(facts.uid_inside(5).has_value());
  EXPECT_EQ(facts.gid_inside(5), 5);
}

TEST_F(proc_facts, limits_of_processes_by_composes_names) {
  add_v1_container(host);
  auto const facts = read();
  EXPECT_EQ(facts.rlimits.at("nofile").soft, 1024U);
  EXPECT_EQ(facts.rlimits.at("nofile").hard, 524288U);
  EXPECT_EQ(facts.rlimits.at("core").soft, 0U);
  EXPECT_FALSE(facts.rlimits.at("core").hard.has_value());
  EXPECT_EQ(facts.rlimits.at("nice").hard, 0U);
  EXPECT_EQ(facts.rlimits_source, "/proc/4242/limits");
  EXPECT_TRUE(parse_limits("Max open files  many  few\n").empty());
}

}  // namespace
}  // namespace dockverify::observe
