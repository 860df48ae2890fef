# Arithmetic whose flags are dead, between registers and with constants. A subtraction of a constant is an
# addition; xor of a register with itself is the constant 0.
    .intel_syntax noprefix
    .globl __apply
__apply:
    add eax, esi
    add rax, rsi
    add eax, 12
    add rax, 12
    sub eax, esi
    sub rax, rsi
    sub eax, 12
    sub rax, 12
    and eax, esi
    and rax, rsi
    and eax, 12
    and rax, 12
    or eax, esi
    or rax, rsi
    or eax, 12
    or rax, 12
    xor eax, esi
    xor rax, rsi
    xor eax, 12
    xor rax, 12
    not eax
    not rax
    neg eax
    neg rax
    inc eax
    dec rax
    xor edx, edx
    sub rdx, rdx
    ret

## interpreter
# b1 at 0x401000, gas 31
#   1  add eax, esi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rsi
#   1  add rax, rsi                       flags: dead
#        Add64RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  add eax, 0xc                       flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  add rax, 0xc                       flags: dead
#      + Add64RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  sub eax, esi                       flags: dead
#        Sub32RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  sub rax, rsi                       flags: dead
#        Sub64RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  sub eax, 0xc                       flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: -12  <- Rax
#   1  sub rax, 0xc                       flags: dead
#      + Add64RI  dst: Rax, a: Rax, imm: -12  <- Rax
#   1  and eax, esi                       flags: dead
#        And32RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  and rax, rsi                       flags: dead
#        And64RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  and eax, 0xc                       flags: dead
#        And32RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  and rax, 0xc                       flags: dead
#        And64RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  or eax, esi                        flags: dead
#        Or32RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  or rax, rsi                        flags: dead
#        Or64RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  or eax, 0xc                        flags: dead
#        Or32RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  or rax, 0xc                        flags: dead
#        Or64RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  xor eax, esi                       flags: dead
#        Xor32RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  xor rax, rsi                       flags: dead
#        Xor64RR  dst: Rax, a: Rax, b: Rsi  <- Rax
#   1  xor eax, 0xc                       flags: dead
#        Xor32RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  xor rax, 0xc                       flags: dead
#        Xor64RI  dst: Rax, a: Rax, imm: 12  <- Rax
#   1  not eax
#        Not32  dst: Rax
#   1  not rax
#        Not64  dst: Rax
#   1  neg eax                            flags: dead
#        Neg32  dst: Rax
#   1  neg rax                            flags: dead
#        Neg64  dst: Rax
#   1  inc eax                            flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 1  <- Rax
#   1  dec rax                            flags: dead
#      + Add64RI  dst: Rax, a: Rax, imm: -1  <- Rax
#   1  xor edx, edx                       flags: dead
#        MovI  dst: Rdx, imm: 0
#   1  sub rdx, rdx                       flags: dead
#      + MovI  dst: Rdx, imm: 0
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 31
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x1f
#      b9  jb 0x119
#   add eax, esi
#      bf  add eax, esi
#   add rax, rsi
#      c1  add rax, rsi
#   add eax, 0xc
#      c4  add eax, 0xc
#   add rax, 0xc
#      c7  add rax, 0xc
#   sub eax, esi
#      cb  sub eax, esi
#   sub rax, rsi
#      cd  sub rax, rsi
#   sub eax, 0xc
#      d0  sub eax, 0xc
#   sub rax, 0xc
#      d3  sub rax, 0xc
#   and eax, esi
#      d7  and eax, esi
#   and rax, rsi
#      d9  and rax, rsi
#   and eax, 0xc
#      dc  and eax, 0xc
#   and rax, 0xc
#      df  and rax, 0xc
#   or eax, esi
#      e3  or eax, esi
#   or rax, rsi
#      e5  or rax, rsi
#   or eax, 0xc
#      e8  or eax, 0xc
#   or rax, 0xc
#      eb  or rax, 0xc
#   xor eax, esi
#      ef  xor eax, esi
#   xor rax, rsi
#      f1  xor rax, rsi
#   xor eax, 0xc
#      f4  xor eax, 0xc
#   xor rax, 0xc
#      f7  xor rax, 0xc
#   not eax
#      fb  not eax
#   not rax
#      fd  not rax
#   neg eax
#      100  neg eax
#   neg rax
#      102  neg rax
#   inc eax
#      105  inc eax
#   dec rax
#      107  dec rax
#   xor edx, edx
#      10a  xor edx, edx
#   sub rdx, rdx
#      10c  sub rdx, rdx
#   ret
#      10f  cmp gs:[r14d], r14
#      114  lea r14d, [r14+8]
#      118  ret
# elsewhere
#      119  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      125  jmp qword ptr gs:[0xffffffffffffff98]
