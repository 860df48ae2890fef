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
