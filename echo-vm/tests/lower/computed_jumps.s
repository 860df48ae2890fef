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
#      b9  jb 0x282
#   lea rax, [0x40101d]
#      bf  mov eax, 0x40101d
#   call rax
#      c4  mov [rsp-0x10], rax
#      c9  mov [rsp-0x28], rax
#      ce  mov qword ptr gs:[r14d-8], 0x401009
#      d8  lea r14d, [r14-8]
#      dc  sub eax, 0x401000
#      e1  cmp eax, 0x1e
#      e6  jae 0x223
#      ec  shl rax, 3
#      f0  add rax, gs:[0xfffffffffffffce0]
#      f9  mov rax, [rax]
#      fc  test rax, rax
#      ff  je 0x223
#      105  call rax
#      107  cmp dword ptr gs:[r14d-8], 0x401009
#      111  jne 0x60
# b2 at 0x401009, gas 7
#      117  sub r15, 7
#      11b  jb 0x296
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
#      154  jae 0x242
#      15a  shl rax, 3
#      15e  add rax, gs:[0xfffffffffffffce0]
#      167  mov rax, [rax]
#      16a  test rax, rax
#      16d  je 0x242
#      173  call rax
#      175  cmp dword ptr gs:[r14d-8], 0x401014
#      17f  jne 0x60
#      185  jmp 0x215
# b3 at 0x401014, gas 3, reads CF PF ZF SF OF
#      18a  mov [rsp-8], rax
#      18f  seto al
#      192  lahf
#      193  sub r15, 3
#      197  jb 0x2aa
#      19d  add al, 0x7f
#      19f  sahf
#      1a0  mov rax, [rsp-8]
#   lea rax, [0x40101d]
#      1a5  mov eax, 0x40101d
#   jmp rax
#      1aa  mov [rsp-8], rax
#      1af  seto al
#      1b2  lahf
#      1b3  mov [rsp-0x40], rax
#      1b8  mov rax, [rsp-8]
#      1bd  mov [rsp-8], rax
#      1c2  mov [rsp-0x20], rax
#      1c7  sub eax, 0x401000
#      1cc  cmp eax, 0x1e
#      1d1  jae 0x261
#      1d7  shl rax, 3
#      1db  add rax, gs:[0xfffffffffffffce0]
#      1e4  mov rax, [rax]
#      1e7  test rax, rax
#      1ea  je 0x261
#      1f0  jmp rax
# b4 at 0x40101d, gas 3
#      1f2  mov rax, [rsp-8]
#      1f7  sub r15, 3
#      1fb  jb 0x2c6
#   ret
#      201  cmp gs:[r14d], r14
#      206  lea r14d, [r14+8]
#      20a  ret
# elsewhere
#      20b  mov rax, [rsp-8]
#      210  jmp 0x117
#      215  test byte ptr gs:[0xfffffffffffffcd8], 1
#      21e  jmp 0x18a
#      223  mov rax, [rsp-0x10]
#      228  call 0
#      22d  cmp dword ptr gs:[r14d-8], 0x401009
#      237  jne 0x60
#      23d  jmp 0x117
#      242  mov rax, [rsp-0x10]
#      247  call 0
#      24c  cmp dword ptr gs:[r14d-8], 0x401014
#      256  jne 0x60
#      25c  jmp 0x215
#      261  mov rax, [rsp-0x40]
#      266  add al, 0x7f
#      268  sahf
#      269  mov rax, [rsp-8]
#      26e  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      27a  jmp qword ptr gs:[0xffffffffffffff98]
#      282  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      28e  jmp qword ptr gs:[0xffffffffffffff98]
#      296  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      2a2  jmp qword ptr gs:[0xffffffffffffff98]
#      2aa  add al, 0x7f
#      2ac  sahf
#      2ad  mov rax, [rsp-8]
#      2b2  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      2be  jmp qword ptr gs:[0xffffffffffffff98]
#      2c6  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      2d2  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401009 is there
# 0x401014 is there
