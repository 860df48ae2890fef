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
# b1 at 0x401000, gas 5, charges 8
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 8
#      b9  jb 0xe5
#   add al, dil
#      bf  add al, dil
#   add ax, di
#      c2  add ax, di
#   cmp ah, 3
#      c5  cmp ah, 3
#   je short 0x40100e
#      c8  je 0xdb
# b2 at 0x40100b, gas 1
#      ce  sub r15, 1
#      d2  jb 0xf9
#   add ah, 3
#      d8  add ah, 3
# b3 at 0x40100e, gas 3, paid already
#   ret
#      db  cmp gs:[r14d], r14
#      e0  lea r14d, [r14+8]
#      e4  ret
# elsewhere
#      e5  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      f1  jmp qword ptr gs:[0xffffffffffffff98]
#      f9  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      105  jmp qword ptr gs:[0xffffffffffffff98]
