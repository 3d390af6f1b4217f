// The one translation unit that carries Beast's non-template code; only engine/http uses it.
#include <boost/beast/src.hpp>
