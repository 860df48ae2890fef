/* Stands before musl's: there is the locale "C", and no thread that could have another. */
#include_next "locale_impl.h"

#undef CURRENT_LOCALE
#define CURRENT_LOCALE C_LOCALE
#undef CURRENT_UTF8
#define CURRENT_UTF8 0
