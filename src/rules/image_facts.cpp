// The tables are small and asked seldom (once for each image of a project): plain searches do.
#include "rules/image_facts.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace dockverify::rules {
namespace {

using dockerfile::image_name;
using std::string_view;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool any_digit(string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit);
}

template <class List>
bool among(string_view text, List const& list) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

/// Calls `f(part)` for each part between dashes until it says false.
template <class Function>
void for_each_part(string_view tag, Function const& f) {
  while (true) {
    auto const dash = tag.find('-');
    if (!f(tag.substr(0, dash)) || dash == string_view::npos) return;
    tag.remove_prefix(dash + 1);
  }
}

// Tags that are moved on purpose; the first nine are what other linters know.
constexpr std::array moving_words{
    string_view("stable"),   string_view("edge"),   string_view("test"),     string_view("nightly"),
    string_view("dev"),      string_view("beta"),   string_view("canary"),   string_view("lts"),
    string_view("main"),     string_view("master"), string_view("mainline"), string_view("rolling"),
    string_view("unstable"), string_view("next"),   string_view("latest"),
};

// What an image is made on. Numbers after them are not the image's own version.
constexpr std::array variant_words{
    string_view("alpine"),      string_view("slim"),
    string_view("debian"),      string_view("ubuntu"),
    string_view("ubi"),         string_view("centos"),
    string_view("fedora"),      string_view("distroless"),
    string_view("busybox"),     string_view("windowsservercore"),
    string_view("nanoserver"),  string_view("ltsc"),
    string_view("musl"),        string_view("glibc"),
    string_view("oraclelinux"), string_view("cuda"),
};

/// "alpine3.19" is alpine, "ubi9" is ubi.
string_view without_number(string_view part) {
  auto const digit = std::find_if(part.begin(), part.end(), is_digit);
  return part.substr(0, static_cast<std::size_t>(digit - part.begin()));
}

bool is_commit(string_view part) {
  auto const hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return part.size() >= 7 && part.size() <= 64 && std::all_of(part.begin(), part.end(), hex);
}

/// "15", "3.11.4", "16rc1", "8u302"; with a `v` before it. Without the `v`, else empty.
string_view version_of(string_view part) {
  if (part.size() > 1 && (part.front() == 'v' || part.front() == 'V') && is_digit(part[1])) part.remove_prefix(1);
  return !part.empty() && is_digit(part.front()) ? part : string_view{};
}

constexpr std::array<string_view, 1> postgres_data{"/var/lib/postgresql/data"};
constexpr std::array<string_view, 1> mysql_data{"/var/lib/mysql"};
constexpr std::array<string_view, 1> mongo_data{"/data/db"};
constexpr std::array<string_view, 1> mongo_more{"/data/configdb"};
constexpr std::array<string_view, 1> slash_data{"/data"};
constexpr std::array<string_view, 1> qdrant_data{"/qdrant/storage"};
constexpr std::array<string_view, 1> prometheus_data{"/prometheus"};
constexpr std::array<string_view, 1> grafana_data{"/var/lib/grafana"};
constexpr std::array<string_view, 1> elastic_data{"/usr/share/elasticsearch/data"};
constexpr std::array<string_view, 1> opensearch_data{"/usr/share/opensearch/data"};
constexpr std::array<string_view, 1> rabbitmq_data{"/var/lib/rabbitmq"};
constexpr std::array<string_view, 2> kafka_data{"/var/lib/kafka/data", "/tmp/kraft-combined-logs"};
constexpr std::array<string_view, 1> cassandra_data{"/var/lib/cassandra"};
constexpr std::array<string_view, 1> clickhouse_data{"/var/lib/clickhouse"};
constexpr std::array<string_view, 2> influx_data{"/var/lib/influxdb2", "/var/lib/influxdb"};
constexpr std::array<string_view, 1> couch_data{"/opt/couchdb/data"};
constexpr std::array<string_view, 1> neo4j_data{"/data"};
constexpr std::array<string_view, 1> zookeeper_data{"/data"};
constexpr std::array<string_view, 1> zookeeper_more{"/datalog"};
constexpr std::array<string_view, 1> cp_zookeeper_data{"/var/lib/zookeeper/data"};
constexpr std::array<string_view, 1> cp_zookeeper_more{"/var/lib/zookeeper/log"};
constexpr std::array<string_view, 1> loki_data{"/loki"};
constexpr std::array<string_view, 1> weaviate_data{"/var/lib/weaviate"};
constexpr std::array<string_view, 1> milvus_data{"/var/lib/milvus"};
constexpr std::array<string_view, 1> meili_data{"/meili_data"};
constexpr std::array<string_view, 1> etcd_data{"/etcd-data"};
constexpr std::array<string_view, 1> cockroach_data{"/cockroach/cockroach-data"};
constexpr std::array<string_view, 2> chroma_data{"/data", "/chroma/chroma"};
constexpr std::array<string_view, 1> solr_data{"/var/solr"};

constexpr std::array ports_5432{5432};
constexpr std::array ports_3306{3306};
constexpr std::array ports_27017{27017};
constexpr std::array ports_6379{6379};
constexpr std::array ports_11211{11211};
constexpr std::array ports_qdrant{6333, 6334};
constexpr std::array ports_9200{9200, 9300};
constexpr std::array ports_rabbit{5672, 15672};
constexpr std::array ports_9092{9092};
constexpr std::array ports_4222{4222};
constexpr std::array ports_9042{9042};
constexpr std::array ports_clickhouse{8123, 9000};
constexpr std::array ports_8086{8086};
constexpr std::array ports_5984{5984};
constexpr std::array ports_neo4j{7474, 7687};
constexpr std::array ports_2181{2181};
constexpr std::array ports_minio{9000, 9001};
constexpr std::array ports_etcd{2379, 2380};
constexpr std::array ports_8000{8000};
constexpr std::array ports_8080{8080};
constexpr std::array ports_8983{8983};
constexpr std::array ports_7700{7700};
constexpr std::array ports_19530{19530};
constexpr std::array ports_cockroach{26257, 8080};
constexpr std::array ports_web{80};
constexpr std::array ports_web_tls{80, 443};
constexpr std::array ports_9090{9090};
constexpr std::array ports_3000{3000};
constexpr std::array ports_3100{3100};
constexpr std::array ports_9093{9093};
constexpr std::array ports_9100{9100};
constexpr std::array ports_1433{1433};
constexpr std::array ports_mosquitto{1883};

constexpr std::array<string_view, 2> postgres_tools{"pg_isready", "psql"};
constexpr std::array<string_view, 1> redis_tools{"redis-cli"};
constexpr std::array<string_view, 2> valkey_tools{"valkey-cli", "redis-cli"};
constexpr std::array<string_view, 2> mysql_tools{"mysqladmin", "mysql"};
constexpr std::array<string_view, 5> mariadb_tools{"healthcheck.sh", "mariadb-admin", "mariadb", "mysqladmin", "mysql"};
constexpr std::array<string_view, 2> mongo_tools{"mongosh", "mongo"};
constexpr std::array<string_view, 2> rabbitmq_tools{"rabbitmq-diagnostics", "rabbitmqctl"};
constexpr std::array<string_view, 2> kafka_tools{"kafka-topics.sh", "kafka-broker-api-versions.sh"};
constexpr std::array<string_view, 2> cassandra_tools{"cqlsh", "nodetool"};
constexpr std::array<string_view, 1> clickhouse_tools{"clickhouse-client"};
constexpr std::array<string_view, 1> influx_tools{"influx"};
constexpr std::array<string_view, 1> neo4j_tools{"cypher-shell"};
constexpr std::array<string_view, 2> zookeeper_tools{"zkServer.sh", "zkCli.sh"};
constexpr std::array<string_view, 1> minio_tools{"mc"};
constexpr std::array<string_view, 1> etcd_tools{"etcdctl"};
constexpr std::array<string_view, 1> cockroach_tools{"cockroach"};
constexpr std::array<string_view, 1> traefik_tools{"traefik"};

constexpr std::array<string_view, 1> clickhouse_signs{":8123/ping"};
constexpr std::array<string_view, 2> influx_signs{"/health", "/ping"};
constexpr std::array<string_view, 1> minio_signs{"/minio/health/"};
constexpr std::array<string_view, 2> zookeeper_signs{"ruok", "srvr"};

using role = image_role;
// Folders, ports and probes as the images' own pages give them.
constexpr std::array images{
    image_facts{.name = "postgres",
                .role = role::database,
                .folders = postgres_data,
                .folder_variable = "PGDATA",
                .ports = ports_5432,
                .probe = R"(["CMD-SHELL", "pg_isready -U postgres"])",
                .probe_tools = postgres_tools,
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{.name = "mysql",
                .role = role::database,
                .folders = mysql_data,
                .ports = ports_3306,
                .probe = R"(["CMD", "mysqladmin", "ping", "-h", "localhost"])",
                .probe_tools = mysql_tools,
                .drops_root = true},
    image_facts{.name = "mariadb",
                .role = role::database,
                .folders = mysql_data,
                .ports = ports_3306,
                .probe = R"(["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"])",
                .probe_tools = mariadb_tools,
                .drops_root = true},
    image_facts{.name = "mongo",
                .role = role::database,
                .folders = mongo_data,
                .more_folders = mongo_more,
                .ports = ports_27017,
                .probe = R"(["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"])",
                .probe_tools = mongo_tools,
                .drops_root = true},
    image_facts{.name = "redis",
                .role = role::cache,
                .folders = slash_data,
                .ports = ports_6379,
                .probe = R"(["CMD", "redis-cli", "ping"])",
                .probe_tools = redis_tools,
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{.name = "redis-stack",
                .role = role::cache,
                .folders = slash_data,
                .ports = ports_6379,
                .probe = R"(["CMD", "redis-cli", "ping"])",
                .probe_tools = redis_tools},
    image_facts{.name = "redis-stack-server",
                .role = role::cache,
                .folders = slash_data,
                .ports = ports_6379,
                .probe = R"(["CMD", "redis-cli", "ping"])",
                .probe_tools = redis_tools},
    image_facts{.name = "valkey",
                .role = role::cache,
                .folders = slash_data,
                .ports = ports_6379,
                .probe = R"(["CMD", "valkey-cli", "ping"])",
                .probe_tools = valkey_tools,
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{.name = "keydb", .role = role::cache, .folders = slash_data, .ports = ports_6379},
    image_facts{.name = "dragonfly", .role = role::cache, .folders = slash_data, .ports = ports_6379},
    image_facts{
        .name = "memcached", .role = role::cache, .ports = ports_11211, .small_suffix = "-alpine", .non_root = true},
    image_facts{.name = "qdrant",
                .role = role::database,
                .folders = qdrant_data,
                .ports = ports_qdrant,
                .probe = R"(["CMD-SHELL", "bash -c ':> /dev/tcp/127.0.0.1/6333'"])"},
    image_facts{.name = "weaviate", .role = role::database, .folders = weaviate_data, .ports = ports_8080},
    image_facts{.name = "milvus", .role = role::database, .folders = milvus_data, .ports = ports_19530},
    image_facts{.name = "chroma", .role = role::database, .folders = chroma_data, .ports = ports_8000},
    image_facts{.name = "meilisearch", .role = role::database, .folders = meili_data, .ports = ports_7700},
    image_facts{.name = "elasticsearch",
                .role = role::database,
                .folders = elastic_data,
                .ports = ports_9200,
                .probe = R"(["CMD-SHELL", "curl -fs http://localhost:9200/_cluster/health || exit 1"])",
                .non_root = true},
    image_facts{.name = "opensearch",
                .role = role::database,
                .folders = opensearch_data,
                .ports = ports_9200,
                .probe = R"(["CMD-SHELL", "curl -fs http://localhost:9200/_cluster/health || exit 1"])",
                .non_root = true},
    image_facts{.name = "solr",
                .role = role::database,
                .folders = solr_data,
                .ports = ports_8983,
                .small_suffix = "-slim",
                .non_root = true},
    image_facts{.name = "cassandra",
                .role = role::database,
                .folders = cassandra_data,
                .ports = ports_9042,
                .probe = R"(["CMD", "cqlsh", "-e", "describe keyspaces"])",
                .probe_tools = cassandra_tools,
                .drops_root = true},
    image_facts{.name = "scylla", .role = role::database, .ports = ports_9042, .probe_tools = cassandra_tools},
    image_facts{.name = "clickhouse",
                .role = role::database,
                .folders = clickhouse_data,
                .ports = ports_clickhouse,
                .probe = R"(["CMD", "clickhouse-client", "--query", "SELECT 1"])",
                .probe_tools = clickhouse_tools,
                .probe_signs = clickhouse_signs,
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{.name = "clickhouse-server",
                .role = role::database,
                .folders = clickhouse_data,
                .ports = ports_clickhouse,
                .probe = R"(["CMD", "clickhouse-client", "--query", "SELECT 1"])",
                .probe_tools = clickhouse_tools,
                .probe_signs = clickhouse_signs,
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{.name = "influxdb",
                .role = role::database,
                .folders = influx_data,
                .ports = ports_8086,
                .probe = R"(["CMD", "influx", "ping"])",
                .probe_tools = influx_tools,
                .probe_signs = influx_signs,
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{
        .name = "couchdb", .role = role::database, .folders = couch_data, .ports = ports_5984, .drops_root = true},
    image_facts{.name = "neo4j",
                .role = role::database,
                .folders = neo4j_data,
                .ports = ports_neo4j,
                .probe_tools = neo4j_tools,
                .drops_root = true},
    image_facts{.name = "cockroach",
                .role = role::database,
                .folders = cockroach_data,
                .ports = ports_cockroach,
                .probe_tools = cockroach_tools},
    image_facts{.name = "mssql", .role = role::database, .ports = ports_1433, .non_root = true},
    image_facts{.name = "minio",
                .role = role::database,
                .folders = slash_data,
                .ports = ports_minio,
                .probe = R"(["CMD", "mc", "ready", "local"])",
                .probe_tools = minio_tools,
                .probe_signs = minio_signs},
    image_facts{.name = "etcd",
                .role = role::database,
                .folders = etcd_data,
                .ports = ports_etcd,
                .probe = R"(["CMD", "etcdctl", "endpoint", "health"])",
                .probe_tools = etcd_tools},
    image_facts{.name = "zookeeper",
                .role = role::queue,
                .folders = zookeeper_data,
                .more_folders = zookeeper_more,
                .ports = ports_2181,
                .probe = R"(["CMD", "zkServer.sh", "status"])",
                .probe_tools = zookeeper_tools,
                .probe_signs = zookeeper_signs,
                .drops_root = true},
    image_facts{.name = "cp-zookeeper",
                .role = role::queue,
                .folders = cp_zookeeper_data,
                .more_folders = cp_zookeeper_more,
                .ports = ports_2181,
                .non_root = true},
    image_facts{.name = "rabbitmq",
                .role = role::queue,
                .folders = rabbitmq_data,
                .ports = ports_rabbit,
                .probe = R"(["CMD", "rabbitmq-diagnostics", "-q", "ping"])",
                .probe_tools = rabbitmq_tools,
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{.name = "kafka",
                .role = role::queue,
                .folders = kafka_data,
                .ports = ports_9092,
                .probe_tools = kafka_tools,
                .non_root = true},
    image_facts{.name = "cp-kafka", .role = role::queue, .folders = kafka_data, .ports = ports_9092, .non_root = true},
    image_facts{.name = "redpanda", .role = role::queue, .ports = ports_9092, .non_root = true},
    image_facts{.name = "nats", .role = role::queue, .ports = ports_4222, .small_suffix = "-alpine"},
    image_facts{.name = "activemq-artemis", .role = role::queue},
    image_facts{.name = "eclipse-mosquitto", .role = role::queue, .ports = ports_mosquitto, .drops_root = true},
    image_facts{.name = "nginx",
                .role = role::proxy,
                .ports = ports_web,
                .probe = R"(["CMD", "curl", "-f", "http://localhost/"])",
                .small_suffix = "-alpine",
                .drops_root = true},
    image_facts{.name = "nginx-unprivileged",
                .role = role::proxy,
                .ports = ports_8080,
                .small_suffix = "-alpine",
                .non_root = true},
    image_facts{.name = "nginx-proxy", .role = role::proxy},
    image_facts{.name = "nginx-proxy-manager", .role = role::proxy},
    image_facts{.name = "openresty", .role = role::proxy},
    image_facts{.name = "swag", .role = role::proxy},
    image_facts{
        .name = "httpd", .role = role::proxy, .ports = ports_web, .small_suffix = "-alpine", .drops_root = true},
    image_facts{.name = "traefik",
                .role = role::proxy,
                .ports = ports_web_tls,
                .probe = R"(["CMD", "traefik", "healthcheck", "--ping"])",
                .probe_tools = traefik_tools},
    image_facts{.name = "haproxy", .role = role::proxy, .small_suffix = "-alpine", .non_root = true},
    image_facts{.name = "caddy", .role = role::proxy, .ports = ports_web_tls, .small_suffix = "-alpine"},
    image_facts{.name = "envoy", .role = role::proxy},
    image_facts{.name = "kong", .role = role::proxy, .ports = ports_8000, .non_root = true},
    image_facts{.name = "prometheus",
                .role = role::monitoring,
                .folders = prometheus_data,
                .ports = ports_9090,
                .probe = R"(["CMD", "wget", "-q", "--spider", "http://localhost:9090/-/healthy"])",
                .non_root = true},
    image_facts{.name = "grafana",
                .role = role::monitoring,
                .folders = grafana_data,
                .ports = ports_3000,
                .probe = R"(["CMD", "wget", "-q", "--spider", "http://localhost:3000/api/health"])",
                .non_root = true},
    image_facts{.name = "grafana-oss",
                .role = role::monitoring,
                .folders = grafana_data,
                .ports = ports_3000,
                .probe = R"(["CMD", "wget", "-q", "--spider", "http://localhost:3000/api/health"])",
                .non_root = true},
    image_facts{.name = "grafana-enterprise",
                .role = role::monitoring,
                .folders = grafana_data,
                .ports = ports_3000,
                .non_root = true},
    image_facts{.name = "loki", .role = role::monitoring, .folders = loki_data, .ports = ports_3100, .non_root = true},
    image_facts{.name = "alertmanager",
                .role = role::monitoring,
                .ports = ports_9093,
                .probe = R"(["CMD", "wget", "-q", "--spider", "http://localhost:9093/-/healthy"])",
                .non_root = true},
    image_facts{.name = "node-exporter", .role = role::monitoring, .ports = ports_9100, .non_root = true},
    image_facts{.name = "python", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "node", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "ruby", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "golang", .role = role::runtime, .small_suffix = "-alpine"},
    image_facts{.name = "rust", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "php", .role = role::runtime, .small_suffix = "-alpine"},
    image_facts{.name = "perl", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "openjdk", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "eclipse-temurin", .role = role::runtime, .small_suffix = "-alpine"},
    image_facts{.name = "amazoncorretto", .role = role::runtime, .small_suffix = "-alpine"},
    image_facts{.name = "elixir", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "erlang", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "haskell", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "swift", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "julia", .role = role::runtime, .small_suffix = "-alpine"},
    image_facts{.name = "bun", .role = role::runtime, .small_suffix = "-slim"},
    image_facts{.name = "maven", .role = role::runtime, .small_suffix = "-alpine"},
    image_facts{.name = "gradle", .role = role::runtime, .small_suffix = "-alpine"},
    image_facts{.name = "tomcat", .role = role::runtime, .ports = ports_8080},
    image_facts{.name = "debian", .role = role::system, .small_suffix = "-slim"},
    image_facts{.name = "ubuntu", .role = role::system},
    image_facts{.name = "alpine", .role = role::system},
    image_facts{.name = "busybox", .role = role::system},
    image_facts{.name = "fedora", .role = role::system},
    image_facts{.name = "centos", .role = role::system},
    image_facts{.name = "rockylinux", .role = role::system, .small_suffix = "-minimal"},
    image_facts{.name = "almalinux", .role = role::system, .small_suffix = "-minimal"},
    image_facts{.name = "amazonlinux", .role = role::system},
    image_facts{.name = "jenkins", .role = role::other, .ports = ports_8080, .non_root = true},
};

/// Where this publisher's images keep their data when it is not /bitnami/NAME itself.
constexpr std::array<std::pair<string_view, string_view>, 9> bitnami_folders{{
    {"redis", "/bitnami/redis/data"},
    {"valkey", "/bitnami/valkey/data"},
    {"mysql", "/bitnami/mysql/data"},
    {"rabbitmq", "/bitnami/rabbitmq/mnesia"},
    {"elasticsearch", "/bitnami/elasticsearch/data"},
    {"opensearch", "/bitnami/opensearch/data"},
    {"minio", "/bitnami/minio/data"},
    {"prometheus", "/opt/bitnami/prometheus/data"},
    {"grafana", "/opt/bitnami/grafana/data"},
}};
bool is_bitnami(image_name const& name) {
  return name.repository.starts_with("bitnami/") || name.repository.starts_with("bitnamilegacy/");
}

/// Other names for the same software.
constexpr std::array<std::pair<string_view, string_view>, 10> other_names{{
    {"postgresql", "postgres"},
    {"postgis", "postgres"},
    {"pgvector", "postgres"},
    {"timescaledb", "postgres"},
    {"mysql-server", "mysql"},
    {"percona", "mysql"},
    {"mongodb", "mongo"},
    {"mongodb-community-server", "mongo"},
    {"kafka-native", "kafka"},
    {"mosquitto", "eclipse-mosquitto"},
}};

/// The variables that an entry point reads from files too.
struct file_variables {
  string_view image;
  std::array<string_view, 6> names;  ///< one that ends in `*` is a beginning
  string_view suffix = "_FILE";
};
constexpr std::array known_file_variables{
    file_variables{"postgres", {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_INITDB_ARGS"}},
    file_variables{"mysql",
                   {"MYSQL_ROOT_PASSWORD", "MYSQL_ROOT_HOST", "MYSQL_DATABASE", "MYSQL_USER", "MYSQL_PASSWORD"}},
    file_variables{"mariadb", {"MARIADB_*", "MYSQL_*"}},
    file_variables{"mongo", {"MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD"}},
    file_variables{"mongo-express", {"ME_CONFIG_*"}},
    file_variables{"redis-stack", {"REDIS_PASSWORD"}},
    file_variables{"redis-stack-server", {"REDIS_PASSWORD"}},
    file_variables{"rabbitmq", {"RABBITMQ_DEFAULT_PASS", "RABBITMQ_DEFAULT_USER", "RABBITMQ_ERLANG_COOKIE"}},
    file_variables{"grafana", {"GF_*"}, "__FILE"},
    file_variables{"grafana-oss", {"GF_*"}, "__FILE"},
    file_variables{"grafana-enterprise", {"GF_*"}, "__FILE"},
    file_variables{"elasticsearch", {"ELASTIC_PASSWORD", "KEYSTORE_PASSWORD"}},
    file_variables{"neo4j", {"NEO4J_AUTH"}},
    file_variables{"minio", {"MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD", "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"}},
    file_variables{
        "influxdb",
        {"DOCKER_INFLUXDB_INIT_USERNAME", "DOCKER_INFLUXDB_INIT_PASSWORD", "DOCKER_INFLUXDB_INIT_ADMIN_TOKEN"}},
    file_variables{"wordpress", {"WORDPRESS_*"}},
    file_variables{"nextcloud",
                   {"MYSQL_PASSWORD", "POSTGRES_PASSWORD", "NEXTCLOUD_ADMIN_PASSWORD", "REDIS_HOST_PASSWORD",
                    "SMTP_PASSWORD", "NEXTCLOUD_ADMIN_USER"}},
    file_variables{"pgadmin4", {"PGADMIN_DEFAULT_PASSWORD"}},
    file_variables{"gitea", {"GITEA__*"}, "__FILE"},
};

/// What is on board.
enum class family : std::uint8_t {
  unknown,
  alpine,   ///< BusyBox and apk
  minimal,  ///< Debian or Ubuntu without anything that is not essential
  full,     ///< Debian with the build tools' dependencies: curl, wget, git
  busybox,
  nothing  ///< not even a shell
};

constexpr std::array full_images{
    string_view("python"), string_view("node"),           string_view("ruby"), string_view("golang"),
    string_view("rust"),   string_view("perl"),           string_view("gcc"),  string_view("elixir"),
    string_view("erlang"), string_view("buildpack-deps"),
};
constexpr std::array minimal_images{
    string_view("debian"),    string_view("ubuntu"),  string_view("postgres"), string_view("redis"),
    string_view("memcached"), string_view("haproxy"), string_view("httpd"),    string_view("rabbitmq"),
    string_view("mongo"),     string_view("mariadb"), string_view("qdrant"),   string_view("valkey"),
};
constexpr std::array alpine_images{
    string_view("alpine"),      string_view("traefik"), string_view("grafana"),
    string_view("grafana-oss"), string_view("caddy"),   string_view("registry"),
};
constexpr std::array busybox_images{
    string_view("busybox"),
    string_view("prometheus"),
    string_view("alertmanager"),
    string_view("node-exporter"),
};
constexpr std::array empty_images{string_view("scratch"), string_view("nats"), string_view("hello-world")};

bool distroless(image_name const& name) {
  return name.repository.find("distroless") != string_view::npos || has_variant(name.tag, "distroless") ||
         (name.registry == "cgr.dev" && !has_variant(name.tag, "dev"));
}

family family_of(image_name const& name) {
  auto const base = name.base();
  if (distroless(name)) {
    // The debug variants have BusyBox.
    return has_variant(name.tag, "debug") ? family::busybox : family::nothing;
  }
  if (has_variant(name.tag, "alpine") || among(base, alpine_images)) return family::alpine;
  if (has_variant(name.tag, "busybox") || among(base, busybox_images)) return family::busybox;
  if (among(base, empty_images)) return family::nothing;
  bool const slim = has_variant(name.tag, "slim");
  if (slim && (among(base, full_images) || among(base, minimal_images))) return family::minimal;
  if (among(base, minimal_images)) return family::minimal;
  if (among(base, full_images)) return family::full;
  return family::unknown;
}

/// What an image has or lacks against the rest of its family.
struct tool_exception {
  string_view image, variant, tool;  ///< variant: empty: all
  bool present;
};
constexpr std::array tool_exceptions{
    tool_exception{"nginx", "slim", "curl", false},
    tool_exception{"nginx", "", "curl", true},
    tool_exception{"nginx", "alpine", "wget", true},
    tool_exception{"nginx", "", "wget", false},
    tool_exception{"nginx-unprivileged", "", "curl", true},
    tool_exception{"postgres", "alpine", "bash", true},
    tool_exception{"mysql", "", "curl", true},
    tool_exception{"mysql", "", "wget", false},
    tool_exception{"mysql", "", "nc", false},
    tool_exception{"mysql", "", "bash", true},
    tool_exception{"grafana", "", "curl", true},
    tool_exception{"grafana", "", "bash", true},
    tool_exception{"grafana-oss", "", "curl", true},
    tool_exception{"grafana-oss", "", "bash", true},
    tool_exception{"elasticsearch", "", "curl", true},
    tool_exception{"elasticsearch", "", "wget", false},
    tool_exception{"elasticsearch", "", "bash", true},
    tool_exception{"opensearch", "", "curl", true},
    tool_exception{"opensearch", "", "bash", true},
    tool_exception{"php", "alpine", "curl", true},
    tool_exception{"php", "", "curl", true},
    tool_exception{"node", "slim", "wget", false},
    tool_exception{"solr", "", "wget", true},
    tool_exception{"keycloak", "", "curl", false},
    tool_exception{"keycloak", "", "wget", false},
};

/// The languages' own programs are where the image is made for them.
constexpr std::array<std::pair<string_view, string_view>, 16> own_tools{{
    {"python", "python"},
    {"python", "python3"},
    {"python", "pip"},
    {"node", "node"},
    {"node", "npm"},
    {"node", "npx"},
    {"ruby", "ruby"},
    {"php", "php"},
    {"perl", "perl"},
    {"golang", "go"},
    {"eclipse-temurin", "java"},
    {"openjdk", "java"},
    {"amazoncorretto", "java"},
    {"bun", "bun"},
    {"rust", "cargo"},
    {"elixir", "elixir"},
}};

// Tools that probes and entry points call and that need not be there. Of all others nothing is said.
constexpr std::array optional_tools{
    string_view("curl"),     string_view("wget"),   string_view("nc"),     string_view("netcat"),  string_view("ncat"),
    string_view("bash"),     string_view("sh"),     string_view("python"), string_view("python3"), string_view("node"),
    string_view("php"),      string_view("ruby"),   string_view("perl"),   string_view("java"),    string_view("jq"),
    string_view("git"),      string_view("ping"),   string_view("ps"),     string_view("pgrep"),   string_view("ss"),
    string_view("netstat"),  string_view("telnet"), string_view("http"),   string_view("nmap"),    string_view("dig"),
    string_view("nslookup"), string_view("vim"),    string_view("nano"),   string_view("sudo"),    string_view("ssh"),
};
constexpr std::array busybox_tools{
    string_view("wget"), string_view("nc"),    string_view("sh"),      string_view("ping"),
    string_view("ps"),   string_view("pgrep"), string_view("netstat"), string_view("nslookup"),
};
constexpr std::array minimal_tools{string_view("sh"), string_view("bash"), string_view("perl")};
constexpr std::array full_tools{
    string_view("sh"),  string_view("bash"), string_view("perl"),  string_view("curl"), string_view("wget"),
    string_view("git"), string_view("ps"),   string_view("pgrep"), string_view("ssh"),
};
// Some full images have them as somebody's dependency, some not.
constexpr std::array full_unknown{string_view("python3"), string_view("python")};

// Publishers on Docker Hub, by their names there.
constexpr std::array publishers{
    string_view("airbyte"),
    string_view("amazon"),
    string_view("apache"),
    string_view("arizephoenix"),
    string_view("astral"),
    string_view("authelia"),
    string_view("axllent"),
    string_view("bitnami"),
    string_view("bitnamilegacy"),
    string_view("browserless"),
    string_view("caddy"),
    string_view("certbot"),
    string_view("chromadb"),
    string_view("cilium"),
    string_view("clickhouse"),
    string_view("cloudflare"),
    string_view("cockroachdb"),
    string_view("codercom"),
    string_view("confluentinc"),
    string_view("cypress"),
    string_view("datadog"),
    string_view("debezium"),
    string_view("denoland"),
    string_view("dgraph"),
    string_view("directus"),
    string_view("docker"),
    string_view("dpage"),
    string_view("eclipse"),
    string_view("elastic"),
    string_view("emqx"),
    string_view("envoyproxy"),
    string_view("eqalpha"),
    string_view("fluent"),
    string_view("getmeili"),
    string_view("gitea"),
    string_view("gitlab"),
    string_view("google"),
    string_view("grafana"),
    string_view("hadolint"),
    string_view("hasura"),
    string_view("hashicorp"),
    string_view("huggingface"),
    string_view("ibmcom"),
    string_view("influxdata"),
    string_view("jaegertracing"),
    string_view("jenkins"),
    string_view("keycloak"),
    string_view("langfuse"),
    string_view("localstack"),
    string_view("metabase"),
    string_view("microsoft"),
    string_view("milvusdb"),
    string_view("minio"),
    string_view("moby"),
    string_view("mongodb"),
    string_view("mysql"),
    string_view("n8nio"),
    string_view("netdata"),
    string_view("nginx"),
    string_view("nginxinc"),
    string_view("nvidia"),
    string_view("ollama"),
    string_view("openpolicyagent"),
    string_view("opensearchproject"),
    string_view("openzipkin"),
    string_view("oryd"),
    string_view("otel"),
    string_view("oven"),
    string_view("percona"),
    string_view("pgvector"),
    string_view("portainer"),
    string_view("postgis"),
    string_view("postgrest"),
    string_view("prom"),
    string_view("provectuslabs"),
    string_view("pytorch"),
    string_view("qdrant"),
    string_view("rancher"),
    string_view("redhat"),
    string_view("redis"),
    string_view("redpandadata"),
    string_view("scylladb"),
    string_view("selenium"),
    string_view("semitechnologies"),
    string_view("sonatype"),
    string_view("supabase"),
    string_view("tailscale"),
    string_view("temporalio"),
    string_view("tensorflow"),
    string_view("timescale"),
    string_view("traefik"),
    string_view("typesense"),
    string_view("valkey"),
    string_view("vaultwarden"),
    string_view("victoriametrics"),
    string_view("vllm"),
    string_view("zabbix"),
};
// Vendors' own registries, or their places on shared ones.
constexpr std::array vendor_places{
    string_view("mcr.microsoft.com/"),
    string_view("gcr.io/distroless/"),
    string_view("gcr.io/google-containers/"),
    string_view("gcr.io/cadvisor/"),
    string_view("registry.k8s.io/"),
    string_view("k8s.gcr.io/"),
    string_view("docker.elastic.co/"),
    string_view("quay.io/prometheus/"),
    string_view("quay.io/keycloak/"),
    string_view("quay.io/minio/"),
    string_view("quay.io/jupyter/"),
    string_view("quay.io/coreos/"),
    string_view("quay.io/centos/"),
    string_view("quay.io/fedora/"),
    string_view("ghcr.io/astral-sh/"),
    string_view("ghcr.io/open-webui/"),
    string_view("ghcr.io/berriai/"),
    string_view("ghcr.io/goauthentik/"),
    string_view("ghcr.io/home-assistant/"),
    string_view("ghcr.io/hadolint/"),
    string_view("ghcr.io/open-telemetry/"),
    string_view("ghcr.io/github/"),
    string_view("cgr.dev/chainguard/"),
    string_view("dhi.io/"),
    string_view("public.ecr.aws/docker/library/"),
    string_view("public.ecr.aws/lambda/"),
    string_view("public.ecr.aws/amazonlinux/"),
    string_view("mirror.gcr.io/library/"),
    string_view("registry.access.redhat.com/"),
    string_view("registry.redhat.io/"),
    string_view("registry.fedoraproject.org/"),
    string_view("container-registry.oracle.com/"),
    string_view("registry.gitlab.com/gitlab-org/"),
    string_view("nvcr.io/nvidia/"),
    string_view("registry.suse.com/"),
    string_view("icr.io/"),
};

}  // namespace

tag_parts split_tag(string_view tag) {
  tag_parts parts;
  parts.variant = tag;
  auto const dash = tag.find('-');
  auto const first = tag.substr(0, dash);
  auto const version = version_of(first);
  if (version.empty()) return parts;
  parts.version = version;
  parts.variant = dash == string_view::npos ? string_view{} : tag.substr(dash + 1);
  return parts;
}

tag_kind kind_of(image_name const& name) {
  if (!name.digest.empty()) return tag_kind::digest;
  auto const tag = name.tag;
  if (tag.empty()) return tag_kind::none;
  if (tag == "latest") return tag_kind::latest;
  bool numbered = false, major_only = true, moves = false;
  for_each_part(tag, [&](string_view part) {
    if (among(part, moving_words)) moves = true;
    if (!any_digit(part) && !is_commit(part)) return true;
    auto const word = without_number(part);
    // Of Windows itself it is the version.
    bool const windows = word == "ltsc" && name.repository.starts_with("windows/");
    if (!word.empty() && among(word, variant_words) && !windows) return true;
    auto const version = version_of(part);
    // A build number or a date names one image, however short its form is.
    bool const lone = !version.empty() && std::all_of(version.begin(), version.end(), is_digit);
    if (!lone || version.size() >= 4 || (numbered && version.size() > 2)) major_only = false;
    numbered = true;
    return true;
  });
  // Whatever else stands in it: latest-py3.
  if (tag.starts_with("latest-")) return tag_kind::moving;
  if (!numbered) return moves ? tag_kind::moving : tag_kind::variant;
  return major_only ? tag_kind::loose : tag_kind::version;
}

bool has_variant(string_view tag, string_view variant) {
  bool found = false;
  for_each_part(tag, [&](string_view part) {
    found = part == variant || (without_number(part) == variant && part.size() > variant.size());
    return !found;
  });
  return found;
}

bool is_small(image_name const& name) {
  for (string_view word :
       {"slim", "alpine", "distroless", "minimal", "busybox", "chiseled", "musl", "scratch", "micro"}) {
    if (has_variant(name.tag, word)) return true;
  }
  auto const base = name.base();
  return distroless(name) || base == "alpine" || base == "busybox" || base == "scratch" || base.ends_with("-minimal") ||
         base.ends_with("-micro") || base.ends_with("-slim") || base.ends_with("-alpine");
}

image_facts const* facts_of(image_name const& name) {
  auto base = name.base();
  // mcr.microsoft.com/mssql/server
  if (name.repository == "mssql/server") base = "mssql";
  for (auto const& [other, known] : other_names) {
    if (base == other) base = known;
  }
  auto const found =
      std::find_if(images.begin(), images.end(), [&](image_facts const& one) { return one.name == base; });
  return found == images.end() ? nullptr : &*found;
}

image_facts const* facts_of(string_view reference) {
  return facts_of(dockerfile::split_image_name(reference));
}

std::vector<std::string> data_folders_of(image_name const& name) {
  image_facts const* facts = facts_of(name);
  if (facts == nullptr || facts->folders.empty()) return {};
  if (!is_bitnami(name)) return {facts->folders.begin(), facts->folders.end()};
  std::vector<std::string> folders;
  auto const base = name.base();
  for (auto const& [image, folder] : bitnami_folders) {
    if (image == base) folders.emplace_back(folder);
  }
  folders.push_back("/bitnami/" + std::string(base));
  return folders;
}

bool is_data_image(image_name const& name) {
  image_facts const* facts = facts_of(name);
  return facts != nullptr &&
         (facts->role == role::database || facts->role == role::cache || facts->role == role::queue);
}

std::string file_variable(image_name const& name, string_view variable) {
  if (variable.empty() || variable.ends_with("_FILE")) return {};
  // All of this publisher's entry points know it for every variable.
  if (is_bitnami(name)) return std::string(variable) + "_FILE";
  image_facts const* facts = facts_of(name);
  auto const image = facts == nullptr ? name.base() : facts->name;
  for (file_variables const& one : known_file_variables) {
    if (one.image != image) continue;
    for (string_view known : one.names) {
      if (known.empty()) continue;
      bool const beginning = known.ends_with('*');
      if (beginning ? variable.starts_with(known.substr(0, known.size() - 1)) : variable == known)
        return std::string(variable) + std::string(one.suffix);
    }
  }
  return {};
}

std::optional<bool> has_tool(image_name const& name, string_view tool) {
  if (auto const slash = tool.rfind('/'); slash != string_view::npos) tool.remove_prefix(slash + 1);
  image_facts const* facts = facts_of(name);
  auto const base = facts == nullptr ? name.base() : facts->name;
  if (facts != nullptr && among(tool, facts->probe_tools)) return true;
  for (auto const& [image, own] : own_tools) {
    if (image == base && own == tool) return true;
  }
  for (tool_exception const& one : tool_exceptions) {
    if (one.image == base && one.tool == tool && (one.variant.empty() || has_variant(name.tag, one.variant)))
      return one.present;
  }
  if (!among(tool, optional_tools)) return std::nullopt;
  // Other publishers of the same software make their images in other ways.
  bool const as_known = name.official() || is_known_publisher(name);
  bool const by_name = distroless(name) || has_variant(name.tag, "alpine");
  if (!as_known && !by_name) return std::nullopt;
  switch (family_of(name)) {
    case family::unknown:
      return std::nullopt;
    case family::alpine:
    case family::busybox:
      return among(tool, busybox_tools);
    case family::minimal:
      return among(tool, minimal_tools);
    case family::full:
      if (among(tool, full_unknown)) return std::nullopt;
      return among(tool, full_tools);
    case family::nothing:
      return false;
  }
  return std::nullopt;
}

string_view small_suffix(image_name const& name) {
  image_facts const* facts = facts_of(name);
  if (facts == nullptr || is_small(name)) return {};
  // Others make images by the same names in their own ways; mirrors keep `library/`.
  bool const mirror = name.repository.find("library/") != string_view::npos;
  return name.official() || mirror ? facts->small_suffix : string_view{};
}

bool is_non_root(image_name const& name) {
  for (string_view word : {"nonroot", "rootless", "unprivileged"}) {
    if (name.tag.find(word) != string_view::npos || name.repository.find(word) != string_view::npos) return true;
  }
  if (name.registry == "cgr.dev" && name.repository.starts_with("chainguard/")) return true;
  image_facts const* facts = facts_of(name);
  return facts != nullptr && facts->non_root;
}

bool is_official(image_name const& name) {
  return name.official();
}

bool is_known_publisher(image_name const& name) {
  bool const hub = name.registry.empty() || name.registry == "docker.io" || name.registry == "index.docker.io";
  if (hub) return among(name.repository.substr(0, name.repository.find('/')), publishers);
  std::string place(name.registry);
  place += '/';
  place += name.repository;
  return std::any_of(vendor_places.begin(), vendor_places.end(),
                     [&](string_view known) { return place.starts_with(known); });
}

}  // namespace dockverify::rules
