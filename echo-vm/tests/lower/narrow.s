# Arithmetic of 8 and 16 bits has no shape of its own, flags or not: it is done by the operation that computes
# flags, which writes only so many bits. High bytes are moved to scratch; written, the instruction is executed
# as decoded.
    .intel_syntax noprefix
    .globl __apply
__apply:
    add al, dil
    add ax, di
    cmp ah, 3
    je 1f
    add ah, 3
1:  ret

## interpreter
# b1 at 0x401000, gas 5
#   1  add al, dil                        flags: dead
#        AluFlags  alu: Add, width: B1, dst: Rax, src: Rdi
#   1  add ax, di                         flags: dead
#        AluFlags  alu: Add, width: B2, dst: Rax, src: Rdi
#   1  cmp ah, 3                          flags: truth value of e
#        Shr64RI  dst: T0, a: Rax, count: 8
#        Zx8  dst: T0, src: T0  <- T0
#      + Zx8  dst: T0, src: T0  <- T0
#   2  je short 0x40100e                  asks the truth value
#        JumpEqual32RI  a: T0, imm: 3, taken: b3  <- T0
# b2 at 0x40100b, gas 4
#   1  add ah, 3                          flags: dead
#        General  Add
#   3  ret
#        Ret  release: 0
# b3 at 0x40100e, gas 0
#        Stub  addr: 0x40100e, site: b1

## jit
# region of 0x401000
# b1 at 0x401000, gas 5
#      c0  sub r15, 5
#      c4  jb 0x127
#   add al, dil
#      ca  add al, dil
#   add ax, di
#      cd  add ax, di
#   cmp ah, 3
#      d0  cmp ah, 3
#   je short 0x40100e
#      d3  je 0xe6
# b2 at 0x40100b, gas 1
#      d9  sub r15, 1
#      dd  jb 0x13b
#   add ah, 3
#      e3  add ah, 3
# b3 at 0x40100e, gas 3
#      e6  sub r15, 3
#      ea  jb 0x14f
#   ret
#      f0  cmp gs:[r14d], r14
#      f5  lea r14d, [r14+8]
#      f9  ret
# elsewhere
#      fa  mov rax, [rsp-8]
#      ff  mov rcx, [rsp-0x10]
#      104  jmp 0xc0
#      109  mov rax, [rsp-8]
#      10e  mov rcx, [rsp-0x10]
#      113  jmp 0xd9
#      118  mov rax, [rsp-8]
#      11d  mov rcx, [rsp-0x10]
#      122  jmp 0xe6
#      127  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      133  jmp qword ptr gs:[0xffffffffffffff98]
#      13b  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      147  jmp qword ptr gs:[0xffffffffffffff98]
#      14f  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      15b  jmp qword ptr gs:[0xffffffffffffff98]
