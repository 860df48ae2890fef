# Ports. The string forms decode from ordinary letters, but here the entry leads to them.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    in al, dx                   # E0205
    out 0x80, al                # E0205
    outsb                       # E0205
    rep insd                    # E0205
    ret
