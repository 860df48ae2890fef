/* locale.h: there is the locale "C". */
#include "library.h"

char *setlocale(int category, const char *name) {
    static char c[] = "C";
    (void)category;
    bool is_c = name == NULL || name[0] == 0 || (name[0] == 'C' && name[1] == 0) || __builtin_strcmp(name, "POSIX") == 0;
    return is_c ? c : NULL;
}
