// std::string, which libstdc++'s headers say is in its library.
#include <string>

template class std::allocator<char>;
template class std::basic_string<char>;
