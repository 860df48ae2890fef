#include "library.h"

#include <cJSON.h>
#include <stdlib.h>

static uint64_t compute(void) {
    cJSON *tree = cJSON_Parse("{\"name\":\"\\u00e9cho\",\"list\":[1,2.5,-3e-7,1e300,true,null],\"in\":{\"a\":\"b\\n\"}}");
    if (tree == NULL) {
        return 2;
    }
    cJSON_AddNumberToObject(tree, "more", 0.1 + 0.2);
    cJSON_AddItemToArray(cJSON_GetObjectItem(tree, "list"), cJSON_CreateString("last"));
    cJSON_DeleteItemFromObject(tree, "in");
    char *text = cJSON_Print(tree), *dense = cJSON_PrintUnformatted(tree);
    uint64_t hash = mix_text(mix_text(1, text), dense);
    free(text);
    free(dense);
    cJSON_Delete(tree);
    return mix(hash, cJSON_Parse("[1,") == NULL);
}
