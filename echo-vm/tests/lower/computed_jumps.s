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
#      b9  jb 0x2bf
#   lea rax, [0x40101d]
#      bf  mov eax, 0x40101d
#   call rax
#      c4  mov [rsp-0x10], rax
#      c9  mov [rsp-0x28], rax
#      ce  mov qword ptr gs:[r14d-8], 0x401009
#      d8  lea r14d, [r14-8]
#      dc  mov qword ptr gs:[0xfffffffffffffce0], 0
#      e9  sub eax, 0x401000
#      ee  cmp eax, 0x1e
#      f3  jae 0x25c
#      f9  shl rax, 3
#      fd  add rax, gs:[0xfffffffffffffce8]
#      106  mov rax, [rax]
#      109  test rax, rax
#      10c  je 0x25c
#      112  call rax
#      114  cmp dword ptr gs:[r14d-8], 0x401009
#      11e  jne 0x60
# b2 at 0x401009, gas 7
#      124  sub r15, 7
#      128  jb 0x2d3
#   lea rax, [0x40101d]
#      12e  mov eax, 0x40101d
#   push rax
#      133  mov gs:[r14d-8], rax
#   call qword ptr [rsp]
#      139  mov [rsp-0x10], rax
#      13e  mov rax, gs:[r14d-8]
#      144  mov [rsp-0x28], rax
#      149  mov qword ptr gs:[r14d-0x10], 0x401014
#      153  lea r14d, [r14-0x10]
#      157  mov qword ptr gs:[0xfffffffffffffce0], 0
#      164  sub eax, 0x401000
#      169  cmp eax, 0x1e
#      16e  jae 0x27b
#      174  shl rax, 3
#      178  add rax, gs:[0xfffffffffffffce8]
#      181  mov rax, [rax]
#      184  test rax, rax
#      187  je 0x27b
#      18d  call rax
#      18f  cmp dword ptr gs:[r14d-8], 0x401014
#      199  jne 0x60
#      19f  jmp 0x24e
# b3 at 0x401014, gas 3, reads CF PF ZF SF OF
#      1a4  mov [rsp-8], rax
#      1a9  seto al
#      1ac  lahf
#      1ad  sub r15, 3
#      1b1  jb 0x2e7
#      1b7  add al, 0x7f
#      1b9  sahf
#      1ba  mov rax, [rsp-8]
#   lea rax, [0x40101d]
#      1bf  mov eax, 0x40101d
#   jmp rax
#      1c4  mov [rsp-8], rax
#      1c9  seto al
#      1cc  lahf
#      1cd  mov gs:[0xfffffffffffffce0], rax
#      1d6  mov rax, [rsp-8]
#      1db  mov [rsp-8], rax
#      1e0  mov [rsp-0x20], rax
#      1e5  sub eax, 0x401000
#      1ea  cmp eax, 0x1e
#      1ef  jae 0x29a
#      1f5  shl rax, 3
#      1f9  add rax, gs:[0xfffffffffffffce8]
#      202  mov rax, [rax]
#      205  test rax, rax
#      208  je 0x29a
#      20e  jmp rax
# b4 at 0x40101d, gas 3
#      210  mov rax, [rsp-8]
#      215  sub r15, 3
#      219  jb 0x303
#   ret
#      21f  cmp gs:[r14d], r14
#      224  lea r14d, [r14+8]
#      228  ret
# elsewhere
#      229  mov rax, [rsp-8]
#      22e  jmp 0x124
#      233  mov rax, [rsp-8]
#      238  mov rax, gs:[0xfffffffffffffce0]
#      241  add al, 0x7f
#      243  sahf
#      244  mov rax, [rsp-8]
#      249  jmp 0x1a4
#      24e  test byte ptr gs:[0xfffffffffffffcd8], 1
#      257  jmp 0x1a4
#      25c  mov rax, [rsp-0x10]
#      261  call 0
#      266  cmp dword ptr gs:[r14d-8], 0x401009
#      270  jne 0x60
#      276  jmp 0x124
#      27b  mov rax, [rsp-0x10]
#      280  call 0
#      285  cmp dword ptr gs:[r14d-8], 0x401014
#      28f  jne 0x60
#      295  jmp 0x24e
#      29a  mov rax, gs:[0xfffffffffffffce0]
#      2a3  add al, 0x7f
#      2a5  sahf
#      2a6  mov rax, [rsp-8]
#      2ab  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      2b7  jmp qword ptr gs:[0xffffffffffffff98]
#      2bf  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      2cb  jmp qword ptr gs:[0xffffffffffffff98]
#      2d3  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      2df  jmp qword ptr gs:[0xffffffffffffff98]
#      2e7  add al, 0x7f
#      2e9  sahf
#      2ea  mov rax, [rsp-8]
#      2ef  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      2fb  jmp qword ptr gs:[0xffffffffffffff98]
#      303  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      30f  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401009 is there
# 0x401014 is there
