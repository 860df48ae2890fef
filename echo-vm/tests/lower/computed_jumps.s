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
#      c0  sub r15, 4
#      c4  jb 0x18a
#   lea rax, [0x40101d]
#      ca  mov eax, 0x40101d
#   call rax
#      cf  mov [rsp-0x28], rax
#      d4  mov qword ptr gs:[r14d-8], 0x401009
#      de  lea r14d, [r14-8]
#      e2  call 0x20
#      e7  cmp dword ptr gs:[r14d-8], 0x401009
#      f1  jne 0x70
# b2 at 0x401009, gas 7
#      f7  sub r15, 7
#      fb  jb 0x19e
#   lea rax, [0x40101d]
#      101  mov eax, 0x40101d
#   push rax
#      106  mov gs:[r14d-8], rax
#   call qword ptr [rsp]
#      10c  mov [rsp-8], rax
#      111  mov rax, gs:[r14d-8]
#      117  mov [rsp-0x28], rax
#      11c  mov rax, [rsp-8]
#      121  mov qword ptr gs:[r14d-0x10], 0x401014
#      12b  lea r14d, [r14-0x10]
#      12f  call 0x20
#      134  cmp dword ptr gs:[r14d-8], 0x401014
#      13e  jne 0x70
# b3 at 0x401014, gas 3
#      144  sub r15, 3
#      148  jb 0x1b2
#   lea rax, [0x40101d]
#      14e  mov eax, 0x40101d
#   jmp rax
#      153  mov [rsp-0x20], rax
#      158  jmp 0x20
# elsewhere
#      15d  mov rax, [rsp-8]
#      162  mov rcx, [rsp-0x10]
#      167  jmp 0xc0
#      16c  mov rax, [rsp-8]
#      171  mov rcx, [rsp-0x10]
#      176  jmp 0xf7
#      17b  mov rax, [rsp-8]
#      180  mov rcx, [rsp-0x10]
#      185  jmp 0x144
#      18a  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      196  jmp qword ptr gs:[0xffffffffffffff98]
#      19e  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1aa  jmp qword ptr gs:[0xffffffffffffff98]
#      1b2  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1be  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401009 is there
# 0x401014 is there
