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
#      b9  jb 0x23e
#   lea rax, [0x40101d]
#      bf  mov eax, 0x40101d
#   call rax
#      c4  mov [rsp-0x10], rax
#      c9  mov [rsp-0x28], rax
#      ce  mov qword ptr gs:[r14d-8], 0x401009
#      d8  lea r14d, [r14-8]
#      dc  sub eax, 0x401000
#      e1  cmp eax, 0x1e
#      e6  jae 0x1f6
#      ec  shl rax, 3
#      f0  add rax, gs:[0xfffffffffffffce0]
#      f9  mov rax, [rax]
#      fc  test rax, rax
#      ff  je 0x1f6
#      105  call rax
#      107  cmp dword ptr gs:[r14d-8], 0x401009
#      111  jne 0x60
# b2 at 0x401009, gas 7
#      117  sub r15, 7
#      11b  jb 0x252
#   lea rax, [0x40101d]
#      121  mov eax, 0x40101d
#   push rax
#      126  mov gs:[r14d-8], rax
#   call qword ptr [rsp]
#      12c  mov [rsp-0x10], rax
#      131  mov rax, gs:[r14d-8]
#      137  mov [rsp-0x28], rax
#      13c  mov qword ptr gs:[r14d-0x10], 0x401014
#      146  lea r14d, [r14-0x10]
#      14a  sub eax, 0x401000
#      14f  cmp eax, 0x1e
#      154  jae 0x215
#      15a  shl rax, 3
#      15e  add rax, gs:[0xfffffffffffffce0]
#      167  mov rax, [rax]
#      16a  test rax, rax
#      16d  je 0x215
#      173  call rax
#      175  cmp dword ptr gs:[r14d-8], 0x401014
#      17f  jne 0x60
# b3 at 0x401014, gas 3
#      185  sub r15, 3
#      189  jb 0x266
#   lea rax, [0x40101d]
#      18f  mov eax, 0x40101d
#   jmp rax
#      194  mov [rsp-8], rax
#      199  mov [rsp-0x20], rax
#      19e  sub eax, 0x401000
#      1a3  cmp eax, 0x1e
#      1a8  jae 0x234
#      1ae  shl rax, 3
#      1b2  add rax, gs:[0xfffffffffffffce0]
#      1bb  mov rax, [rax]
#      1be  test rax, rax
#      1c1  je 0x234
#      1c7  jmp rax
# b4 at 0x40101d, gas 3
#      1c9  mov rax, [rsp-8]
#      1ce  sub r15, 3
#      1d2  jb 0x27a
#   ret
#      1d8  cmp gs:[r14d], r14
#      1dd  lea r14d, [r14+8]
#      1e1  ret
# elsewhere
#      1e2  mov rax, [rsp-8]
#      1e7  jmp 0x117
#      1ec  mov rax, [rsp-8]
#      1f1  jmp 0x185
#      1f6  mov rax, [rsp-0x10]
#      1fb  call 0
#      200  cmp dword ptr gs:[r14d-8], 0x401009
#      20a  jne 0x60
#      210  jmp 0x117
#      215  mov rax, [rsp-0x10]
#      21a  call 0
#      21f  cmp dword ptr gs:[r14d-8], 0x401014
#      229  jne 0x60
#      22f  jmp 0x185
#      234  mov rax, [rsp-8]
#      239  jmp 0
#      23e  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      24a  jmp qword ptr gs:[0xffffffffffffff98]
#      252  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      25e  jmp qword ptr gs:[0xffffffffffffff98]
#      266  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      272  jmp qword ptr gs:[0xffffffffffffff98]
#      27a  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      286  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401009 is there
# 0x401014 is there
