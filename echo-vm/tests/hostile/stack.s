# rsp wherever it may be: pushes, pops and frames there.

# A stack pointer of which the upper half is set: every write makes it 0.
case_mov_upper:
    mov r8, rsp
    movabs rax, 0x7777777700000000
    or rax, r8
    mov rsp, rax
    push rsp
    pop rdx
    mov rsp, r8
    ret
case_mov_from_memory:
    mov r8, rsp
    mov rax, -1
    mov [rbx], rax
    mov rsp, [rbx]
    mov rdx, rsp
    mov rsp, r8
    ret
case_xchg:
    mov rax, rsp
    bts rax, 60
    xchg rax, rsp
    push rax
    pop rcx
    xchg rsp, r14
    xchg r14, rsp
    ret
case_xchg_memory:
    mov [rbx], rsp
    mov dword ptr [rbx + 4], 0x55555555
    xchg [rbx], rsp
    xchg rsp, [rbx]
    ret
case_and:
    mov rbp, rsp
    and rsp, -64
    push rax
    mov [rsp - 8], rcx
    mov rsp, rbp
    ret
case_and_flags_live:
    mov rbp, rsp
    and rsp, -0x1000
    setz al
    sets dl
    setp cl
    push rax
    mov rsp, rbp
    ret
case_sub_flags_live:
    sub rsp, 0x28
    setc al
    seto dl
    setz cl
    sets r9b
    add rsp, 0x28
    setc r10b
    setp r11b
    ret
case_sub_wraps:
    mov rbp, rsp
    mov esp, 0x10
    sub rsp, 0x20
    setc al
    sets dl
    mov rcx, rsp
    add rsp, 0x30
    setc r8b
    mov r9, rsp
    mov rsp, rbp
    ret
case_add_64_bits_wrap:
    mov rbp, rsp
    mov rax, -0x20
    add rsp, rax
    push rsp
    mov rsp, rbp
    ret
case_lea_wraps:
    mov rbp, rsp
    lea rsp, [rsp + 0x7fffffff]
    mov rax, rsp
    lea rsp, [rsp + 0x7fffffff]
    mov rdx, rsp
    lea rsp, [rbp + rbp*8 + 0x1234]
    mov rcx, rsp
    lea esp, [rbp]
    ret
case_lea_16:
    mov rbp, rsp
    lea sp, [rsp + 0x7ff]
    mov rax, rsp
    mov rsp, rbp
    ret
case_lea_rip:
    mov rbp, rsp
    lea rsp, [rip + 0x1ff800]
    push 5
    push rbp
    pop rbp
    mov rax, rsp
    mov rsp, rbp
    ret
case_narrow_writes:
    mov rbp, rsp
    mov sp, 0x1234
    mov rax, rsp
    mov spl, 0x55
    mov rdx, rsp
    inc sp
    dec spl
    mov rcx, rsp
    add esp, 5
    xchg spl, al
    mov r8, rsp
    mov rsp, rbp
    ret
case_many_writers:
    mov rbp, rsp
    mov rax, 0x8000000080000001
    imul rsp, rax
    mov r8, rsp
    mov rsp, rbp
    neg rsp
    mov r9, rsp
    not rsp
    mov r10, rsp
    bswap rsp
    mov r11, rsp
    shl rsp, 7
    mov rcx, rsp
    cmovns rsp, rax
    mov rdx, rsp
    xadd rsp, rax
    mov rsi, rsp
    movsxd rsp, eax
    mov rdi, rsp
    movq xmm0, rbp
    movq rsp, xmm0
    xor rsp, rax
    xor rsp, rax
    popcnt r12, rsp
    mulx rsp, r13, rax
    mov r14, rsp
    mov rsp, rbp
    ret
case_setcc_and_shifts:
    mov rbp, rsp
    cmp rax, rax
    setz spl
    mov r8, rsp
    rol rsp, 33
    mov r9, rsp
    mov rsp, rbp
    sar rsp, cl
    mov r10, rsp
    mov rsp, rbp
    ret
case_push_rsp_pop_rsp:
    push rsp
    push rsp
    pop rax
    pop rsp
    mov rdx, rsp
    ret
case_pop_rsp_upper:
    mov rbp, rsp
    mov rax, 0x1234567800600100
    push rax
    pop rsp
    mov rdx, rsp
    push rdx
    mov rsp, rbp
    ret
case_pop_rsp_wild:
    push -8
    pop rsp
    push rax
    ret
case_leave_wild:
    mov rbp, 0x123
    leave
    ret
case_leave_end:
    mov ebp, STACK_TOP - 4
    leave
    ret
case_leave_data:
    mov rdx, rsp
    lea rbp, [rbx + 8]
    bts rbp, 44
    leave
    mov rax, rsp
    mov rsp, rdx
    ret
case_leave_after_pushes:
    push rbp
    mov rbp, rsp
    push rax
    push rcx
    sub rsp, 0x40
    mov [rsp + 8], rdx
    leave
    ret
case_leave_faults_after_pushes:
    push rax
    sub rsp, 0x20
    mov ebp, HEAP_END
    leave
    ret
case_zero:
    xor esp, esp
    push rax
    ret
case_zero_pop:
    xor esp, esp
    pop rax
    ret
case_top:
    mov esp, STACK_TOP
    pop rax
    ret
case_top_push:
    mov esp, STACK_TOP
    push rax
    push rcx
    mov rdx, [rsp]
    mov esp, STACK_TOP
    ret
case_eight_below_the_end_of_space:
    mov esp, 0xfffffff8
    pop rax
    ret
case_push_wraps:
    mov esp, 4
    push rax
    ret
case_ret_wraps:
    mov esp, 0xfffffffc
    ret
case_huge_frame:
    mov rbp, rsp
    sub rsp, 0x7fffffff
    mov rax, rsp
    mov [rsp], rax
    ret
case_huge_frame_whole:
    mov rbp, rsp
    sub rsp, -0x80000000
    mov rax, rsp
    push rax
    ret
case_frame_over_the_end:
    sub rsp, 0x900000
    mov [rsp + 8], rax
    ret
case_frame_to_the_end:
    mov rbp, rsp
    mov esp, STACK_END + 16
    push rax
    push rcx
    mov r8, rsp
    push rdx
    ret
case_pushes_across_steps:
    mov rbp, rsp
    mov esp, STACK_TOP - 0x20000 + 24
    push rax
    push rcx
    push rdx
    push rbx
    push rsp
    pop r8
    mov rsp, rbp
    ret
case_push_split_by_a_step:
    mov rbp, rsp
    mov esp, STACK_TOP - 0x10000 + 4
    push r9
    pop r10
    mov rsp, rbp
    ret
case_push_split_by_the_end:
    mov esp, STACK_END + 4
    push r9
    ret
case_push_in_a_loop_until_the_end:
    lea r8, [rsp + rcx]
    push rcx
    push r14
    jmp case_push_in_a_loop_until_the_end
case_flags_live_over_rsp:
    mov rbp, rsp
    cmp rax, rdx
    push rax
    lea rsp, [rsp - 0x1000]
    mov [rsp], rcx
    lea rsp, [rsp + 0x1008]
    setg al
    setc dl
    mov rsp, rbp
    adc rcx, 0
    ret
case_flags_live_over_a_step:
    mov rbp, rsp
    cmp rcx, 5
    lea rsp, [rsp - 0x20000]
    push rax
    setz r8b
    mov rsp, rbp
    sbb r9, r9
    ret
case_carry_over_pushes_in_a_loop:
    mov rbp, rsp
    mov ecx, 9
    stc
1:  adc rax, rdx
    push rax
    lea rsp, [rsp - 24]
    dec ecx
    jnz 1b
    setc r8b
    mov rsp, rbp
    ret
case_push_memory_of_rsp:
    push rax
    push qword ptr [rsp]
    push qword ptr [rsp + 8]
    push qword ptr [rsp + rcx*8]
    pop rax
    pop rcx
    pop rdx
    pop r8
    ret
case_pop_memory_of_rsp:
    push rax
    push rcx
    push rdx
    pop qword ptr [rsp]
    pop qword ptr [rsp - 8]
    pop r8
    mov r9, [rsp - 8]
    mov r10, [rsp - 16]
    ret
case_pop_memory_faults:
    push rax
    push rcx
    pop qword ptr [0]
    ret
case_push_memory_faults_in_the_push:
    mov rbp, rsp
    mov esp, READ_ONLY + 8
    push qword ptr [rbx]
    ret
case_push_memory_faults_in_the_load:
    push rax
    push qword ptr [r15 + r14 - 8]
    ret
case_push_16:
    push ax
    push word ptr [rbx + 2]
    pushw 0x1234
    pushw 5
    pop cx
    pop word ptr [rbx + 8]
    pop r8w
    pop word ptr [rsp - 2]
    ret
case_push_16_wild:
    xor esp, esp
    inc esp
    push cx
    ret
case_pop_16_sp:
    mov rbp, rsp
    push 0x12345678
    pop sp
    mov rax, rsp
    mov rsp, rbp
    ret
case_push_16_sp:
    push sp
    pop ax
    ret
case_push_constants:
    push -1
    push 0x7fffffff
    push -0x80000000
    pop rax
    pop rcx
    pop rdx
    ret
case_push_pop_lent:
    push r14
    push r15
    pop r14
    pop r15
    push qword ptr [r14 + rbx - 0]
    ret
case_stack_in_data:
    mov rbp, rsp
    lea rsp, [rbx + 0x80]
    push rax
    push rcx
    call 1f
    pop rdx
    mov rsp, rbp
    ret
1:  mov rax, [rsp]
    ret
case_stack_in_the_heap_end:
    mov rbp, rsp
    mov esp, HEAP_END
    push rax
    call 1f
    mov rsp, rbp
    ret
1:  ret
case_stack_in_constants:
    mov esp, READ_ONLY + 0x100
    pop rax
    pop rcx
    ret
case_call_on_constants:
    mov esp, READ_ONLY + 0x100
    sub rsp, 8
    call _start
    ret
case_pushf_popf:
    cmp rax, rcx
    pushf
    pop rdx
    push 0x8d5
    popf
    setc r8b
    seto r9b
    pushf
    pop r10
    push -1
    popf
    pushf
    pop r11
    cld
    pushf
    pop r12
    ret
case_pushf_wild:
    xor esp, esp
    pushf
    ret
case_deltas_pile_up:
    sub rsp, 0xfffff
    sub rsp, 0xfffff
    sub rsp, 0xfffff
    push rax
    add rsp, 0xfffff
    add rsp, 0x7ffff
    pop rcx
    lea rsp, [rsp + 0xfffff]
    lea rsp, [rsp + 0x7fff8]
    ret
case_delta_at_a_fault:
    push rax
    sub rsp, 0x18
    push rcx
    mov [rsp + 0x10], rdx
    mov rax, [0]
    ret
case_delta_at_a_division:
    push rax
    push rcx
    xor ecx, ecx
    div rcx
    ret
case_delta_at_a_host_call:
    push rax
    sub rsp, 0x30
    int 0x27
    add rsp, 0x38
    ret
case_delta_at_a_branch:
    push rax
    cmp rcx, 5
    jb 1f
    push rcx
    pop rdx
1:  pop rax
    jmp 2f
2:  ret
case_rsp_as_base:
    lea rax, [rsp + rcx]
    mov rdx, [rsp + rcx*8 - 40]
    cmp rsp, rdx
    setb al
    test rsp, rsp
    setz dl
    lea rcx, [rsp + 8]
    ret
case_rsp_in_vectors:
    movq xmm1, rsp
    pinsrq xmm1, rsp, 1
    cvtsi2sd xmm2, rsp
    crc32 rax, rsp
    bt rsp, 4
    setc dl
    ret
# 66 means nothing beside REX.W, which code that works on 32 bits does without.
case_operand_size_beside_rex:
    mov r11, -64
    mov r13, rsp
    .byte 0x66
    lea rsp, [rbx - 1]
    mov rdx, rsp
    .byte 0x66
    mov rsp, r11
    mov rsi, rsp
    .byte 0x66
    and rsp, 0x7ffffff0
    mov rdi, rsp
    .byte 0x66
    add rsp, rbx
    mov r8, rsp
    .byte 0x66
    sub rsp, r11
    mov r9, rsp
    .byte 0x66
    mov rsp, r13
    ret
