# What is addressed by rsp alone is likely on the stack, which has operations that look there first. rsp itself
# has 32 bits, so that it is computed with by operations of 32 bits.
    .intel_syntax noprefix
    .globl __apply
__apply:
    push rbx
    push 5
    push qword ptr [rdi]
    sub rsp, 16
    mov [rsp], eax
    mov [rsp + 8], rax
    mov ecx, [rsp]
    mov rcx, [rsp + 8]
    mov rdx, [rsp + rax]
    add rsp, 32
    pop rbx
    leave
    ret 8

## interpreter
# b1 at 0x401000, gas 26
#   2  push rbx
#        Push  src: Rbx
#   2  push 5
#        PushI  imm: 5
#   3  push qword ptr [rdi]
#        LoadNear64  dst: T0, near: [Rdi]
#        Push  src: T0  <- T0
#   1  sub rsp, 0x10                      flags: dead
#      + Add32RI  dst: Rsp, a: Rsp, imm: -16
#   2  mov [rsp], eax
#        StoreStack32  src: Rax, disp: 0
#   2  mov [rsp+8], rax
#        StoreStack64  src: Rax, disp: 8
#   2  mov ecx, [rsp]
#        LoadStack32  dst: Rcx, disp: 0
#   2  mov rcx, [rsp+8]
#      + LoadStack64  dst: Rcx, disp: 8
#   2  mov rdx, [rsp+rax]
#        Load64  dst: Rdx, ea: [Rsp + Rax*1]
#   1  add rsp, 0x20                      flags: dead
#        Add32RI  dst: Rsp, a: Rsp, imm: 32
#   2  pop rbx
#        Pop  dst: Rbx
#   2  leave
#        Leave
#   3  ret 8
#        Ret  release: 8

## jit
# region of 0x401000
# b1 at 0x401000, gas 26
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x1a
#      b9  jb 0x12c
#   push rbx
#      bf  mov gs:[r14d-8], rbx
#   push 5
#      c5  mov qword ptr gs:[r14d-0x10], 5
#   push qword ptr [rdi]
#      cf  mov [rsp-8], rbx
#      d4  mov rbx, gs:[edi]
#      d9  mov gs:[r14d-0x18], rbx
#      df  mov rbx, [rsp-8]
#   sub rsp, 0x10
#   mov [rsp], eax
#      e4  mov gs:[r14d-0x28], eax
#   mov [rsp+8], rax
#      ea  mov gs:[r14d-0x20], rax
#   mov ecx, [rsp]
#      f0  mov ecx, gs:[r14d-0x28]
#   mov rcx, [rsp+8]
#      f6  mov rcx, gs:[r14d-0x20]
#   mov rdx, [rsp+rax]
#      fc  mov rdx, gs:[r14d+eax-0x28]
#   add rsp, 0x20
#   pop rbx
#      103  mov rbx, gs:[r14d-8]
#   leave
#      109  mov [rsp-8], r14
#      10e  lea r14d, [rbp+8]
#      112  mov rbp, gs:[r14d-8]
#   ret 8
#      118  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      124  jmp qword ptr gs:[0xffffffffffffff98]
# elsewhere
#      12c  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      138  jmp qword ptr gs:[0xffffffffffffff98]
