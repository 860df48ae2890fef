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
#      c0  sub r15, 8
#      c4  jb 0xff
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
#      dd  jb 0x113
#   add ah, 3
#      e3  add ah, 3
# b3 at 0x40100e, gas 3, paid already
#   ret
#      e6  cmp gs:[r14d], r14
#      eb  lea r14d, [r14+8]
#      ef  ret
# elsewhere
#      f0  mov rax, [rsp-8]
#      f5  mov rcx, [rsp-0x10]
#      fa  jmp 0xc0
#      ff  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      10b  jmp qword ptr gs:[0xffffffffffffff98]
#      113  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      11f  jmp qword ptr gs:[0xffffffffffffff98]
