# A source in memory is part of the operation. A destination is, for sums; else it is loaded into scratch,
# computed on, and stored.
    .intel_syntax noprefix
    .globl __apply
__apply:
    add eax, [rdi]
    add rax, [rdi]
    sub eax, [rdi]
    sub rax, [rdi]
    and eax, [rdi]
    and rax, [rdi]
    or eax, [rdi]
    or rax, [rdi]
    xor eax, [rdi]
    xor rax, [rdi]
    add [rdi], eax
    add [rdi], rax
    sub [rdi], eax
    sub [rdi], rax
    add dword ptr [rdi], 5
    add qword ptr [rdi], 5
    sub qword ptr [rdi], 5
    xor [rdi], rax
    not dword ptr [rdi]
    ret

## interpreter
# b1 at 0x401000, gas 41
#   2  add eax, [rdi]                     flags: dead
#        Add32RM  dst: Rax, a: Rax, ea: [Rdi]
#   2  add rax, [rdi]                     flags: dead
#        Add64RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  sub eax, [rdi]                     flags: dead
#        Sub32RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  sub rax, [rdi]                     flags: dead
#        Sub64RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  and eax, [rdi]                     flags: dead
#        And32RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  and rax, [rdi]                     flags: dead
#        And64RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  or eax, [rdi]                      flags: dead
#        Or32RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  or rax, [rdi]                      flags: dead
#        Or64RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  xor eax, [rdi]                     flags: dead
#        Xor32RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  xor rax, [rdi]                     flags: dead
#        Xor64RM  dst: Rax, a: Rax, ea: [Rdi]  <- Rax
#   2  add [rdi], eax                     flags: dead
#        Add32MR  src: Rax, ea: [Rdi]  <- Rax
#   2  add [rdi], rax                     flags: dead
#        Add64MR  src: Rax, ea: [Rdi]  <- Rax
#   2  sub [rdi], eax                     flags: dead
#        Sub32MR  src: Rax, ea: [Rdi]  <- Rax
#   2  sub [rdi], rax                     flags: dead
#        Sub64MR  src: Rax, ea: [Rdi]  <- Rax
#   2  add dword ptr [rdi], 5             flags: dead
#        Add32MI  imm: 5, ea: [Rdi]
#   2  add qword ptr [rdi], 5             flags: dead
#        Add64MI  imm: 5, ea: [Rdi]
#   2  sub qword ptr [rdi], 5             flags: dead
#        Add64MI  imm: -5, ea: [Rdi]
#   2  xor [rdi], rax                     flags: dead
#        LoadNear64  dst: T0, near: [Rdi]
#      + Xor64RR  dst: T0, a: T0, b: Rax  <- T0
#        StoreNear64  src: T0, near: [Rdi]  <- T0
#   2  not dword ptr [rdi]
#        LoadNear32  dst: T0, near: [Rdi]
#        Not32  dst: T0
#        StoreNear32  src: T0, near: [Rdi]  <- T0
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 41
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x29
#      b9  jb 0x122
#   add eax, [rdi]
#      bf  add eax, gs:[edi]
#   add rax, [rdi]
#      c3  add rax, gs:[edi]
#   sub eax, [rdi]
#      c8  sub eax, gs:[edi]
#   sub rax, [rdi]
#      cc  sub rax, gs:[edi]
#   and eax, [rdi]
#      d1  and eax, gs:[edi]
#   and rax, [rdi]
#      d5  and rax, gs:[edi]
#   or eax, [rdi]
#      da  or eax, gs:[edi]
#   or rax, [rdi]
#      de  or rax, gs:[edi]
#   xor eax, [rdi]
#      e3  xor eax, gs:[edi]
#   xor rax, [rdi]
#      e7  xor rax, gs:[edi]
#   add [rdi], eax
#      ec  add gs:[edi], eax
#   add [rdi], rax
#      f0  add gs:[edi], rax
#   sub [rdi], eax
#      f5  sub gs:[edi], eax
#   sub [rdi], rax
#      f9  sub gs:[edi], rax
#   add dword ptr [rdi], 5
#      fe  add dword ptr gs:[edi], 5
#   add qword ptr [rdi], 5
#      103  add qword ptr gs:[edi], 5
#   sub qword ptr [rdi], 5
#      109  sub qword ptr gs:[edi], 5
#   xor [rdi], rax
#      10f  xor gs:[edi], rax
#   not dword ptr [rdi]
#      114  not dword ptr gs:[edi]
#   ret
#      118  cmp gs:[r14d], r14
#      11d  lea r14d, [r14+8]
#      121  ret
# elsewhere
#      122  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      12e  jmp qword ptr gs:[0xffffffffffffff98]
