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
#      c0  sub r15, 0x18
#      c4  jb 0x122
#   shl eax, 3
#      ca  shl eax, 3
#   shl rax, 3
#      cd  shl rax, 3
#   shl eax, cl
#      d1  shl eax, cl
#   shl rax, cl
#      d3  shl rax, cl
#   shr eax, 3
#      d6  shr eax, 3
#   shr rax, 3
#      d9  shr rax, 3
#   shr eax, cl
#      dd  shr eax, cl
#   shr rax, cl
#      df  shr rax, cl
#   sar eax, 3
#      e2  sar eax, 3
#   sar rax, 3
#      e5  sar rax, 3
#   sar eax, cl
#      e9  sar eax, cl
#   sar rax, cl
#      eb  sar rax, cl
#   rol eax, 3
#      ee  rol eax, 3
#   rol rax, 3
#      f1  rol rax, 3
#   rol eax, cl
#      f5  rol eax, cl
#   rol rax, cl
#      f7  rol rax, cl
#   ror eax, 3
#      fa  ror eax, 3
#   ror rax, 3
#      fd  ror rax, 3
#   ror eax, cl
#      101  ror eax, cl
#   ror rax, cl
#      103  ror rax, cl
#   shl eax, 0x23
#      106  shl eax, 0x23
#   ret
#      109  cmp gs:[r14d], r14
#      10e  lea r14d, [r14+8]
#      112  ret
# elsewhere
#      113  mov rax, [rsp-8]
#      118  mov rcx, [rsp-0x10]
#      11d  jmp 0xc0
#      122  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      12e  jmp qword ptr gs:[0xffffffffffffff98]
