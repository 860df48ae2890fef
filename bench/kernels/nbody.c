/* Five bodies that attract each other, in small steps of time: additions, products, quotients and square roots of doubles. n is
 * the number of steps. */
#include "kernel.h"

#define BODIES 5

struct body {
    double at[3], speed[3], mass;
};

/* A heavy body and four light ones around it, in no units of this world. */
static const struct body start[BODIES] = {
    { { 0, 0, 0 }, { 0, 0, 0 }, 40 },
    { { 5, -1, 0.125 }, { 0.5, 2.75, -0.0625 }, 0.04 },
    { { 8, 4, -0.375 }, { -1, 1.875, 0.03125 }, 0.0125 },
    { { 13, -15, -0.25 }, { 1.0625, 0.875, -0.015625 }, 0.0015 },
    { { -15, 26, 0.1875 }, { -0.875, -0.5625, 0.046875 }, 0.002 },
};

static struct body bodies[BODIES];

static void step(double time)
{
    for (int i = 0; i < BODIES; i++)
        for (int j = i + 1; j < BODIES; j++) {
            struct body *a = &bodies[i], *b = &bodies[j];
            double way[3], square = 0;
            for (int k = 0; k < 3; k++) {
                way[k] = a->at[k] - b->at[k];
                square += way[k] * way[k];
            }
            double pull = time / (square * __builtin_sqrt(square));
            for (int k = 0; k < 3; k++) {
                a->speed[k] -= way[k] * b->mass * pull;
                b->speed[k] += way[k] * a->mass * pull;
            }
        }
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++)
            bodies[i].at[k] += time * bodies[i].speed[k];
}

static uint64_t bits(double x)
{
    union { double number; uint64_t bits; } both = { x };
    return both.bits;
}

uint64_t kernel(uint64_t n)
{
    for (int i = 0; i < BODIES; i++)
        bodies[i] = start[i];
    for (uint64_t i = 0; i < n; i++)
        step(0.0009765625);
    uint64_t sum = 0;
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++)
            sum = fold(fold(sum, bits(bodies[i].at[k])), bits(bodies[i].speed[k]));
    return sum;
}
