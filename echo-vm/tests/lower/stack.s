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
#        Add32RI  dst: Rsp, a: Rsp, imm: -16
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
