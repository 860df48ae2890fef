# Shifts and rotations by a constant and by cl. The count is masked when it is lowered, and a rotation to the
# right by a constant is one to the left.
    .intel_syntax noprefix
    .globl __apply
__apply:
    shl eax, 3
    shl rax, 3
    shl eax, cl
    shl rax, cl
    shr eax, 3
    shr rax, 3
    shr eax, cl
    shr rax, cl
    sar eax, 3
    sar rax, 3
    sar eax, cl
    sar rax, cl
    rol eax, 3
    rol rax, 3
    rol eax, cl
    rol rax, cl
    ror eax, 3
    ror rax, 3
    ror eax, cl
    ror rax, cl
    shl eax, 35
    ret

## interpreter
# b1 at 0x401000, gas 24
#   1  shl eax, 3                         flags: dead
#        Shl32RI  dst: Rax, a: Rax, count: 3
#   1  shl rax, 3                         flags: dead
#        Shl64RI  dst: Rax, a: Rax, count: 3  <- Rax
#   1  shl eax, cl                        flags: dead
#        Shl32RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  shl rax, cl                        flags: dead
#        Shl64RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  shr eax, 3                         flags: dead
#        Shr32RI  dst: Rax, a: Rax, count: 3  <- Rax
#   1  shr rax, 3                         flags: dead
#        Shr64RI  dst: Rax, a: Rax, count: 3  <- Rax
#   1  shr eax, cl                        flags: dead
#        Shr32RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  shr rax, cl                        flags: dead
#        Shr64RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  sar eax, 3                         flags: dead
#        Sar32RI  dst: Rax, a: Rax, count: 3  <- Rax
#   1  sar rax, 3                         flags: dead
#        Sar64RI  dst: Rax, a: Rax, count: 3  <- Rax
#   1  sar eax, cl                        flags: dead
#        Sar32RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  sar rax, cl                        flags: dead
#        Sar64RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  rol eax, 3                         flags: dead
#        Rol32RI  dst: Rax, a: Rax, count: 3  <- Rax
#   1  rol rax, 3                         flags: dead
#        Rol64RI  dst: Rax, a: Rax, count: 3  <- Rax
#   1  rol eax, cl                        flags: dead
#        Rol32RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  rol rax, cl                        flags: dead
#        Rol64RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  ror eax, 3                         flags: dead
#        Rol32RI  dst: Rax, a: Rax, count: 29  <- Rax
#   1  ror rax, 3                         flags: dead
#        Rol64RI  dst: Rax, a: Rax, count: 61  <- Rax
#   1  ror eax, cl                        flags: dead
#        Ror32RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  ror rax, cl                        flags: dead
#        Ror64RR  dst: Rax, a: Rax, count: Rcx  <- Rax
#   1  shl eax, 0x23                      flags: dead
#        Shl32RI  dst: Rax, a: Rax, count: 3  <- Rax
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 24
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x18
#      b9  jb 0x108
#   shl eax, 3
#      bf  shl eax, 3
#   shl rax, 3
#      c2  shl rax, 3
#   shl eax, cl
#      c6  shl eax, cl
#   shl rax, cl
#      c8  shl rax, cl
#   shr eax, 3
#      cb  shr eax, 3
#   shr rax, 3
#      ce  shr rax, 3
#   shr eax, cl
#      d2  shr eax, cl
#   shr rax, cl
#      d4  shr rax, cl
#   sar eax, 3
#      d7  sar eax, 3
#   sar rax, 3
#      da  sar rax, 3
#   sar eax, cl
#      de  sar eax, cl
#   sar rax, cl
#      e0  sar rax, cl
#   rol eax, 3
#      e3  rol eax, 3
#   rol rax, 3
#      e6  rol rax, 3
#   rol eax, cl
#      ea  rol eax, cl
#   rol rax, cl
#      ec  rol rax, cl
#   ror eax, 3
#      ef  ror eax, 3
#   ror rax, 3
#      f2  ror rax, 3
#   ror eax, cl
#      f6  ror eax, cl
#   ror rax, cl
#      f8  ror rax, cl
#   shl eax, 0x23
#      fb  shl eax, 0x23
#   ret
#      fe  cmp gs:[r14d], r14
#      103  lea r14d, [r14+8]
#      107  ret
# elsewhere
#      108  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      114  jmp qword ptr gs:[0xffffffffffffff98]
