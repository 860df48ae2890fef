# Decoding is bounded by the size of the text, for gas does not pay for it. Here every nop is the head of another block
# of the same instructions, until the budget is spent: from there on, what is not decoded is executed one instruction
# at a time, and each address decoded once.
    .intel_syntax noprefix
    .globl __apply
__apply:
    .rept 64
    nop
    .endr
    .irp n, 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
then_\n:
    nop
    .endr
    .rept 128
    nop
    .endr
    ret

## interpreter
# b1 at 0x401000, gas 64
#   1  nop (64 times)
# b2 at 0x401040, gas 0
#        Jump  target: b3
# b3 at 0x401040, gas 0
#        Stub  addr: 0x401040, site: b2
# b2 now leads to b4
# b4 at 0x401040, gas 64
#   1  nop (64 times)
# b5 at 0x401080, gas 0
#        Jump  target: b6
# b6 at 0x401080, gas 0
#        Stub  addr: 0x401080, site: b5
# b7 at 0x401041, gas 64
#   1  nop (64 times)
# b8 at 0x401081, gas 0
#        Jump  target: b9
# b9 at 0x401081, gas 0
#        Stub  addr: 0x401081, site: b8
# b10 at 0x401042, gas 64
#   1  nop (64 times)
# b11 at 0x401082, gas 0
#        Jump  target: b12
# b12 at 0x401082, gas 0
#        Stub  addr: 0x401082, site: b11
# b13 at 0x401043, gas 64
#   1  nop (64 times)
# b14 at 0x401083, gas 0
#        Jump  target: b15
# b15 at 0x401083, gas 0
#        Stub  addr: 0x401083, site: b14
# b16 at 0x401044, gas 64
#   1  nop (64 times)
# b17 at 0x401084, gas 0
#        Jump  target: b18
# b18 at 0x401084, gas 0
#        Stub  addr: 0x401084, site: b17
# b19 at 0x401045, gas 64
#   1  nop (64 times)
# b20 at 0x401085, gas 0
#        Jump  target: b21
# b21 at 0x401085, gas 0
#        Stub  addr: 0x401085, site: b20
# b22 at 0x401046, gas 64
#   1  nop (64 times)
# b23 at 0x401086, gas 0
#        Jump  target: b24
# b24 at 0x401086, gas 0
#        Stub  addr: 0x401086, site: b23
# b25 at 0x401047, gas 64
#   1  nop (64 times)
# b26 at 0x401087, gas 0
#        Jump  target: b27
# b27 at 0x401087, gas 0
#        Stub  addr: 0x401087, site: b26
# b28 at 0x401048, gas 64
#   1  nop (64 times)
# b29 at 0x401088, gas 0
#        Jump  target: b30
# b30 at 0x401088, gas 0
#        Stub  addr: 0x401088, site: b29
# b31 at 0x401049, gas 64
#   1  nop (64 times)
# b32 at 0x401089, gas 0
#        Jump  target: b33
# b33 at 0x401089, gas 0
#        Stub  addr: 0x401089, site: b32
# b34 at 0x40104a, gas 64
#   1  nop (64 times)
# b35 at 0x40108a, gas 0
#        Jump  target: b36
# b36 at 0x40108a, gas 0
#        Stub  addr: 0x40108a, site: b35
# b37 at 0x40104b, gas 64
#   1  nop (64 times)
# b38 at 0x40108b, gas 0
#        Jump  target: b39
# b39 at 0x40108b, gas 0
#        Stub  addr: 0x40108b, site: b38
# b40 at 0x40104c, gas 64
#   1  nop (64 times)
# b41 at 0x40108c, gas 0
#        Jump  target: b42
# b42 at 0x40108c, gas 0
#        Stub  addr: 0x40108c, site: b41
# b43 at 0x40104d, gas 64
#   1  nop (64 times)
# b44 at 0x40108d, gas 0
#        Jump  target: b45
# b45 at 0x40108d, gas 0
#        Stub  addr: 0x40108d, site: b44
# b46 at 0x40104e, gas 64
#   1  nop (64 times)
# b47 at 0x40108e, gas 0
#        Jump  target: b48
# b48 at 0x40108e, gas 0
#        Stub  addr: 0x40108e, site: b47
# b49 at 0x40104f, gas 64
#   1  nop (64 times)
# b50 at 0x40108f, gas 0
#        Jump  target: b51
# b51 at 0x40108f, gas 0
#        Stub  addr: 0x40108f, site: b50
# b52 at 0x401050, gas 64
#   1  nop (64 times)
# b53 at 0x401090, gas 0
#        Jump  target: b54
# b54 at 0x401090, gas 0
#        Stub  addr: 0x401090, site: b53
# b55 at 0x401051, gas 64
#   1  nop (64 times)
# b56 at 0x401091, gas 0
#        Jump  target: b57
# b57 at 0x401091, gas 0
#        Stub  addr: 0x401091, site: b56
# b58 at 0x401052, gas 64
#   1  nop (64 times)
# b59 at 0x401092, gas 0
#        Jump  target: b60
# b60 at 0x401092, gas 0
#        Stub  addr: 0x401092, site: b59
# b61 at 0x401053, gas 64
#   1  nop (64 times)
# b62 at 0x401093, gas 0
#        Jump  target: b63
# b63 at 0x401093, gas 0
#        Stub  addr: 0x401093, site: b62
# b64 at 0x401054, gas 64
#   1  nop (64 times)
# b65 at 0x401094, gas 0
#        Jump  target: b66
# b66 at 0x401094, gas 0
#        Stub  addr: 0x401094, site: b65
# b67 at 0x401055, gas 64
#   1  nop (64 times)
# b68 at 0x401095, gas 0
#        Jump  target: b69
# b69 at 0x401095, gas 0
#        Stub  addr: 0x401095, site: b68
# b70 at 0x401056, gas 64
#   1  nop (64 times)
# b71 at 0x401096, gas 0
#        Jump  target: b72
# b72 at 0x401096, gas 0
#        Stub  addr: 0x401096, site: b71
# 0x401057: not decoded, the budget is spent
# 0x401058: not decoded, the budget is spent
# 0x401059: not decoded, the budget is spent
# 0x40105a: not decoded, the budget is spent
# 0x40105b: not decoded, the budget is spent
# 0x40105c: not decoded, the budget is spent
# 0x40105d: not decoded, the budget is spent

## jit
# region of 0x401000
# b1 at 0x401000, gas 225
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xe1
#      bc  jb 0xcc
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
# … 217 more
# region of 0x401040
# b1 at 0x401040, gas 161
#      e0  mov rax, [rsp-8]
#      e5  sub r15, 0xa1
#      ec  jb 0xfc
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
# … 153 more
# region of 0x401041
# b1 at 0x401041, gas 160
#      110  mov rax, [rsp-8]
#      115  sub r15, 0xa0
#      11c  jb 0x12c
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      122  cmp gs:[r14d], r14
#      127  lea r14d, [r14+8]
#      12b  ret
# elsewhere
#      12c  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      138  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401042
# b1 at 0x401042, gas 159
#      140  mov rax, [rsp-8]
#      145  sub r15, 0x9f
#      14c  jb 0x15c
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      152  cmp gs:[r14d], r14
#      157  lea r14d, [r14+8]
#      15b  ret
# elsewhere
#      15c  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      168  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401043
# b1 at 0x401043, gas 158
#      170  mov rax, [rsp-8]
#      175  sub r15, 0x9e
#      17c  jb 0x18c
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      182  cmp gs:[r14d], r14
#      187  lea r14d, [r14+8]
#      18b  ret
# elsewhere
#      18c  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      198  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401044
# b1 at 0x401044, gas 157
#      1a0  mov rax, [rsp-8]
#      1a5  sub r15, 0x9d
#      1ac  jb 0x1bc
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      1b2  cmp gs:[r14d], r14
#      1b7  lea r14d, [r14+8]
#      1bb  ret
# elsewhere
#      1bc  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      1c8  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401045
# b1 at 0x401045, gas 156
#      1d0  mov rax, [rsp-8]
#      1d5  sub r15, 0x9c
#      1dc  jb 0x1ec
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      1e2  cmp gs:[r14d], r14
#      1e7  lea r14d, [r14+8]
#      1eb  ret
# elsewhere
#      1ec  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      1f8  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401046
# b1 at 0x401046, gas 155
#      200  mov rax, [rsp-8]
#      205  sub r15, 0x9b
#      20c  jb 0x21c
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      212  cmp gs:[r14d], r14
#      217  lea r14d, [r14+8]
#      21b  ret
# elsewhere
#      21c  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      228  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401047
# b1 at 0x401047, gas 154
#      230  mov rax, [rsp-8]
#      235  sub r15, 0x9a
#      23c  jb 0x24c
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      242  cmp gs:[r14d], r14
#      247  lea r14d, [r14+8]
#      24b  ret
# elsewhere
#      24c  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      258  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401048
# b1 at 0x401048, gas 153
#      260  mov rax, [rsp-8]
#      265  sub r15, 0x99
#      26c  jb 0x27c
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      272  cmp gs:[r14d], r14
#      277  lea r14d, [r14+8]
#      27b  ret
# elsewhere
#      27c  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      288  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401049
# b1 at 0x401049, gas 152
#      290  mov rax, [rsp-8]
#      295  sub r15, 0x98
#      29c  jb 0x2ac
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      2a2  cmp gs:[r14d], r14
#      2a7  lea r14d, [r14+8]
#      2ab  ret
# elsewhere
#      2ac  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      2b8  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40104a
# b1 at 0x40104a, gas 151
#      2c0  mov rax, [rsp-8]
#      2c5  sub r15, 0x97
#      2cc  jb 0x2dc
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   ret
#      2d2  cmp gs:[r14d], r14
#      2d7  lea r14d, [r14+8]
#      2db  ret
# elsewhere
#      2dc  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      2e8  jmp qword ptr gs:[0xffffffffffffff98]
# … and so on
