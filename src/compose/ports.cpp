// ports: "[ip:][host[-range]:]container[-range][/protocol]", a number, or a mapping.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "compose/families.hpp"
#include "compose/scalar.hpp"

namespace dockverify::compose {

namespace {

struct port_range {
  std::uint32_t first = 0, last = 0;
  [[nodiscard]] std::uint32_t size() const noexcept { return last - first + 1; }
};

std::optional<std::uint32_t> port_number(std::string_view text) {
  std::uint32_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value > 65535) return std::nullopt;
  return value;
}

std::optional<port_range> parse_range(std::string_view text) {
  std::size_t const dash = text.find('-');
  std::optional<std::uint32_t> const first = port_number(text.substr(0, dash));
  std::optional<std::uint32_t> const last = dash == std::string_view::npos ? first : port_number(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return port_range{*first, *last};
}

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    std::size_t const dot = std::min(text.find('.'), text.size());
    std::string_view const digits = text.substr(0, dot);
    std::optional<std::uint32_t> const number = port_number(digits);
    bool const padded = digits.size() > 1 && digits[0] == '0';
    if (!number || *number > 255 || padded || (part < 3) == (dot == text.size())) return false;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

/// Without a zone, as Go's net.ParseIP.
bool is_ipv6(std::string_view text) {
  std::size_t groups = 0;
  bool shortened = text.starts_with("::");
  if (shortened) text.remove_prefix(2);
  while (!text.empty()) {
    std::size_t const end = std::min(text.find(':'), text.size());
    std::string_view const group = text.substr(0, end);
    if (end == text.size() && group.find('.') != std::string_view::npos) {
      groups += 2;
      if (!is_ipv4(group)) return false;
      break;
    }
    if (group.empty() || group.size() > 4 ||
        group.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
      return false;
    ++groups;
    text.remove_prefix(end);
    if (text.starts_with("::")) {
      if (std::exchange(shortened, true)) return false;
      text.remove_prefix(2);
    } else if (!text.empty()) {
      text.remove_prefix(1);
      if (text.empty()) return false;
    }
  }
  return shortened ? groups < 8 : groups == 8;
}

bool is_address(std::string_view text) {
  return is_ipv4(text) || is_ipv6(text);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool is_protocol(std::string_view name) {
  return name == "tcp" || name == "udp" || name == "sctp";
}

/// What two entries share when a later one replaces the earlier one. compose compares a published number
/// and a published text as different things.
std::string identity(port const& p, bool published_number) {
  return (p.host_ip.empty() ? "0.0.0.0" : p.host_ip) + ":" + (published_number ? "#" : "") + p.published + ":" +
         std::to_string(p.target) + "/" + p.protocol;
}

attributes<port> port_rows() {
  struct target {
    static void read(reader const& at, yaml_node const& node, std::uint32_t& value) {
      std::optional<double> number;
      if (node.kind == value_kind::integer || node.kind == value_kind::real) number = parse_float(node.text);
      if (node.kind == value_kind::text) number = port_number(node.text);
      bool const fits = number && *number >= 0 && *number <= std::numeric_limits<std::uint32_t>::max();
      if (!fits || *number != std::floor(*number))
        return bad_value(at, node, "must be a port between 0 and 65535",
                         "a range needs the short form: \"8000-8010:8000-8010\"");
      value = static_cast<std::uint32_t>(*number);
      if (value > 65535)
        at.log.warning(node.where, at.path + " is no port: the engine will refuse it", "ports go from 0 to 65535");
    }
    static void write(printer& out, std::string_view key, std::uint32_t value) {
      if (value != 0) put(out, key, value);
    }
  };
  struct published {
    static void read(reader const& at, yaml_node const& node, std::string& value) {
      if (node.kind != value_kind::integer && node.kind != value_kind::text)
        return at.wrong_type(node, "a port or a range of ports");
      if (!node.text.empty() && !parse_range(node.text)) {
        at.log.warning(node.where, at.path + " is neither a port nor a range of ports: the engine will refuse it");
      }
      value = node.text;
    }
    static void write(printer& out, std::string_view key, std::string const& value) { text::write(out, key, value); }
  };
  struct host_address {
    static void read(reader const& at, yaml_node const& node, std::string& value) {
      text::read(at, node, value);
      if (node.kind == value_kind::text && !is_address(value))
        bad_value(at, node, "is no IP address: `" + shown(node) + "`", "write an address such as 127.0.0.1 or ::1");
    }
    static void write(printer& out, std::string_view key, std::string const& value) { text::write(out, key, value); }
  };
  static constexpr attribute<port> rows[] = {
      row<&port::name, text>("name"),
      row<&port::mode, text>("mode"),
      row<&port::host_ip, host_address>("host_ip"),
      row<&port::target, target>("target"),
      row<&port::published, published>("published"),
      row<&port::protocol, text>("protocol"),
      row<&port::app_protocol, text>("app_protocol"),
  };
  return rows;
}

class short_form {
 public:
  short_form(reader const& at, yaml_node const& node) : at_(at), node_(node) {}

  std::vector<port> read() {
    std::string_view rest = node_.text;
    std::string protocol = "tcp";
    if (std::size_t const slash = rest.rfind('/'); slash != std::string_view::npos) {
      if (slash + 1 != rest.size()) protocol = lower(rest.substr(slash + 1));
      rest = rest.substr(0, slash);
      if (!is_protocol(protocol)) return fail("has an unknown protocol", "`/tcp`, `/udp` and `/sctp` exist");
    }
    std::string address;
    std::string_view host, container = rest;
    if (std::size_t const colon = rest.rfind(':'); colon != std::string_view::npos) {
      container = rest.substr(colon + 1);
      host = rest.substr(0, colon);
      if (std::size_t const second = host.rfind(':'); second != std::string_view::npos) {
        address = host.substr(0, second);
        host = host.substr(second + 1);
      }
    }
    if (!read_address(address)) {
      if (address.find_first_not_of("0123456789") == std::string::npos)
        return fail("has a port too many", "write \"HOST:CONTAINER\" or \"ADDRESS:HOST:CONTAINER\"");
      bool const v6 = address.find(':') != std::string::npos;
      return fail("has no valid address before the ports",
                  v6 ? "an IPv6 address goes into brackets: \"[::1]:80:80\""
                     : "write an IP address such as 127.0.0.1; a host name is none");
    }
    if (container.empty())
      return fail("has no container port", "write \"8080:80\" for host port 8080 to container port 80");
    std::optional<port_range> const inside = parse_range(container);
    if (!inside)
      return fail("has no valid container port",
                  "ports go from 0 to 65535; write \"HOST:CONTAINER\", for example \"8080:80\"");
    if (inside->first == 0)
      return fail("has the container port 0", "write the port that the program in the container listens on");
    std::optional<port_range> outside;
    if (!host.empty()) {
      outside = parse_range(host);
      if (!outside)
        return fail("has no valid host port",
                    "ports go from 0 to 65535; write \"HOST:CONTAINER\", for example \"8080:80\"");
      if (outside->size() != inside->size() && inside->size() != 1) {
        return fail("has ranges of different length", "both ranges must have the same number of ports");
      }
    }
    return expand(*inside, outside, address, protocol);
  }

 private:
  std::vector<port> fail(std::string_view why, std::string advice) {
    bad_value(at_, node_, "`" + shown(node_) + "` " + std::string(why), std::move(advice));
    return {};
  }

  static bool read_address(std::string& address) {
    if (address.empty()) return true;
    if (address.front() == '[' && address.back() == ']') {
      address = address.substr(1, address.size() - 2);
      return address.empty() || is_address(address);
    }
    // compose wants IPv6 in brackets.
    return is_ipv4(address);
  }

  static std::vector<port> expand(port_range inside, std::optional<port_range> outside, std::string const& address,
                                  std::string const& protocol) {
    std::vector<port> result;
    for (std::uint32_t i = 0; i < inside.size(); ++i) {
      port& one = result.emplace_back();
      one.host_ip = address;
      one.protocol = protocol;
      one.target = inside.first + i;
      if (!outside) continue;
      one.published = std::to_string(outside->first + i);
      // Several host ports for one container port: the engine picks a free one of them.
      if (inside.size() == 1 && outside->size() > 1) one.published += "-" + std::to_string(outside->last);
    }
    // compose sorts what a range expands to by text: 10000 before 9999.
    std::sort(result.begin(), result.end(),
              [](port const& a, port const& b) { return std::to_string(a.target) < std::to_string(b.target); });
    return result;
  }

  reader const& at_;
  yaml_node const& node_;
};

}  // namespace

void ports_codec::read(reader const& at, yaml_node const& node, std::vector<port>& value) {
  if (!node.is_list()) {
    std::string advice = "write `ports: [\"8080:80\"]`";
    if (node.is_scalar() && !node.is_null()) advice = "write `ports: [\"" + shown(node) + "\"]`";
    return at.wrong_type(node, "a list", std::move(advice));
  }
  struct slot {
    port value;
    source_span where;
  };
  std::vector<slot> slots;
  // A range may be all ports of a machine, so no search through the slots.
  std::unordered_map<std::string, std::size_t> known;
  auto const add = [&](port p, bool published_number, source_span const& where) {
    auto const [same, added] = known.emplace(identity(p, published_number), slots.size());
    slot next{std::move(p), where};
    if (added) {
      slots.push_back(std::move(next));
    } else {
      slots[same->second] = std::move(next);
    }
  };
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    reader const inner = at.item(i);
    if (item.kind == value_kind::integer || item.kind == value_kind::text) {
      for (port& p : short_form(inner, item).read()) add(std::move(p), false, item.where);
    } else if (item.is_map()) {
      port p;
      std::size_t const errors = at.log.errors();
      read_object(inner, item, port_rows(), p);
      if (item.find("target") == nullptr) {
        inner.error(item, "has no `target`, the port in the container", "add `target: 80`");
      } else if (errors == at.log.errors()) {
        yaml_entry const* published = item.find("published");
        add(std::move(p), published != nullptr && published->value.kind == value_kind::integer, item.where);
      }
    } else {
      inner.wrong_type(item, "a number, text or a mapping", item.kind == value_kind::real ? "put it in quotes" : "");
    }
  }
  value.clear();
  for (slot& s : slots) {
    at.item(value.size()).mark(s.where);
    value.push_back(std::move(s.value));
  }
}

void ports_codec::write(printer& out, std::string_view key, std::vector<port> const& value) {
  if (value.empty()) return;
  ordered_json list = ordered_json::array();
  for (port const& one : value) list.push_back(write_object(port_rows(), one, out.view));
  put(out, key, std::move(list));
}

}  // namespace dockverify::compose
