# Where a computed jump or call leads is found when it is executed: by an address in a register, or loaded into scratch.
    .intel_syntax noprefix
    .globl __apply
__apply:
    lea rax, [rip + 1f]
    call rax
then_back:
    lea rax, [rip + 1f]
    push rax
    call [rsp]
then_again:
    lea rax, [rip + 1f]
    jmp rax
1:  ret

## interpreter
# b1 at 0x401000, gas 4
#   1  lea rax, [0x40101d]
#        MovI  dst: Rax, imm: 0x40101d
#   3  call rax
#        CallR  src: Rax, back: 0x401009  <- Rax
# b2 at 0x401009, gas 7
#   1  lea rax, [0x40101d]
#        MovI  dst: Rax, imm: 0x40101d
#   2  push rax
#        Push  src: Rax  <- Rax
#   4  call qword ptr [rsp]
#        LoadStack64  dst: T0, disp: 0
#        CallR  src: T0, back: 0x401014  <- T0
# b3 at 0x401014, gas 3
#   1  lea rax, [0x40101d]
#        MovI  dst: Rax, imm: 0x40101d
#   2  jmp rax
#        JumpR  src: Rax  <- Rax

## jit
# region of 0x401000
# b1 at 0x401000, gas 4
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 4
#      b9  jb 0x2a6
#   lea rax, [0x40101d]
#      bf  mov eax, 0x40101d
#   call rax
#      c4  mov [rsp-0x10], rax
#      c9  mov [rsp-0x28], rax
#      ce  mov qword ptr gs:[r14d-8], 0x401009
#      d8  lea r14d, [r14-8]
#      dc  mov qword ptr [rsp-0x20], 0
#      e5  sub eax, 0x401000
#      ea  cmp eax, 0x1e
#      ef  jae 0x247
#      f5  shl rax, 3
#      f9  add rax, gs:[0xfffffffffffffce0]
#      102  mov rax, [rax]
#      105  test rax, rax
#      108  je 0x247
#      10e  call rax
#      110  cmp dword ptr gs:[r14d-8], 0x401009
#      11a  jne 0x60
# b2 at 0x401009, gas 7
#      120  sub r15, 7
#      124  jb 0x2ba
#   lea rax, [0x40101d]
#      12a  mov eax, 0x40101d
#   push rax
#      12f  mov gs:[r14d-8], rax
#   call qword ptr [rsp]
#      135  mov [rsp-0x10], rax
#      13a  mov rax, gs:[r14d-8]
#      140  mov [rsp-0x28], rax
#      145  mov qword ptr gs:[r14d-0x10], 0x401014
#      14f  lea r14d, [r14-0x10]
#      153  mov qword ptr [rsp-0x20], 0
#      15c  sub eax, 0x401000
#      161  cmp eax, 0x1e
#      166  jae 0x266
#      16c  shl rax, 3
#      170  add rax, gs:[0xfffffffffffffce0]
#      179  mov rax, [rax]
#      17c  test rax, rax
#      17f  je 0x266
#      185  call rax
#      187  cmp dword ptr gs:[r14d-8], 0x401014
#      191  jne 0x60
#      197  jmp 0x239
# b3 at 0x401014, gas 3, reads CF PF ZF SF OF
#      19c  mov [rsp-8], rax
#      1a1  seto al
#      1a4  lahf
#      1a5  sub r15, 3
#      1a9  jb 0x2ce
#      1af  add al, 0x7f
#      1b1  sahf
#      1b2  mov rax, [rsp-8]
#   lea rax, [0x40101d]
#      1b7  mov eax, 0x40101d
#   jmp rax
#      1bc  mov [rsp-8], rax
#      1c1  mov [rsp-0x20], rax
#      1c6  seto al
#      1c9  lahf
#      1ca  mov [rsp-0x18], rax
#      1cf  mov rax, [rsp-0x20]
#      1d4  sub eax, 0x401000
#      1d9  cmp eax, 0x1e
#      1de  jae 0x285
#      1e4  shl rax, 3
#      1e8  add rax, gs:[0xfffffffffffffce0]
#      1f1  mov rax, [rax]
#      1f4  test rax, rax
#      1f7  je 0x285
#      1fd  jmp rax
# b4 at 0x40101d, gas 3
#      1ff  mov rax, [rsp-8]
#      204  sub r15, 3
#      208  jb 0x2ea
#   ret
#      20e  cmp gs:[r14d], r14
#      213  lea r14d, [r14+8]
#      217  ret
# elsewhere
#      218  mov rax, [rsp-8]
#      21d  jmp 0x120
#      222  mov rax, [rsp-8]
#      227  mov rax, [rsp-0x18]
#      22c  add al, 0x7f
#      22e  sahf
#      22f  mov rax, [rsp-8]
#      234  jmp 0x19c
#      239  test byte ptr gs:[0xfffffffffffffcd8], 1
#      242  jmp 0x19c
#      247  mov rax, [rsp-0x10]
#      24c  call 0
#      251  cmp dword ptr gs:[r14d-8], 0x401009
#      25b  jne 0x60
#      261  jmp 0x120
#      266  mov rax, [rsp-0x10]
#      26b  call 0
#      270  cmp dword ptr gs:[r14d-8], 0x401014
#      27a  jne 0x60
#      280  jmp 0x239
#      285  mov rax, [rsp-0x18]
#      28a  add al, 0x7f
#      28c  sahf
#      28d  mov rax, [rsp-8]
#      292  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      29e  jmp qword ptr gs:[0xffffffffffffff98]
#      2a6  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      2b2  jmp qword ptr gs:[0xffffffffffffff98]
#      2ba  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      2c6  jmp qword ptr gs:[0xffffffffffffff98]
#      2ce  add al, 0x7f
#      2d0  sahf
#      2d1  mov rax, [rsp-8]
#      2d6  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      2e2  jmp qword ptr gs:[0xffffffffffffff98]
#      2ea  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      2f6  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401009 is there
# 0x401014 is there
