# Returns to where no call came from, calls that never return, and stacks of one's own.
.macro hide reg, target
    mov \reg, offset \target - 0x345678
    add \reg, 0x345678
.endm

case_changed_return_address:
    call 1f
    mov eax, 1
    ret
1:  hide edx, 2f
    mov [rsp], rdx
    ret
2:  mov eax, 2
    ret
case_return_into_the_middle:
    call 1f
    .byte 0xb8
    mov al, 7
    nop
    nop
    ret
1:  inc qword ptr [rsp]
    ret
case_return_upper_bits_changed:
    call 1f
    mov eax, 1
    ret
1:  mov dword ptr [rsp + 4], 0x77777777
    ret
case_return_upper_bits_forged:
    hide edx, 1f
    bts rdx, 35
    push rdx
    ret
1:  mov eax, 3
    ret
case_trampoline:
    hide edx, 1f
    push rdx
    ret
1:  hide edx, 2f
    push rdx
    ret
2:  mov eax, 3
    ret
case_trampoline_in_a_loop:
    mov ecx, 50
1:  hide edx, 2f
    push rdx
    ret
2:  dec ecx
    jnz 1b
    ret
case_push_imm_ret:
    push offset 1f
    ret
1:  push offset 2f
    ret 0
2:  ret
case_same_target_twice:
    call 1f
    call 1f
    call 1f
    ret
1:  inc eax
    ret
case_returns_swapped:
    call 1f
    add eax, 0x10
    ret
1:  call 2f
    add eax, 0x100
    ret
2:  pop rcx
    pop rdx
    push rcx
    push rdx
    ret
case_return_two_frames:
    call 1f
    mov edx, eax
    ret
1:  call 2f
    mov eax, 0x55
    ret
2:  add rsp, 8
    ret
case_returns_without_calls:
    hide eax, 1f
    push rax
    hide eax, 2f
    push rax
    hide eax, 1f
    push rax
    ret
1:  inc edx
    ret
2:  inc ecx
    ret
case_calls_without_returns:
    mov ecx, 300
    mov rbp, rsp
1:  call 2f
2:  dec ecx
    jnz 1b
    mov rsp, rbp
    ret
case_many_calls_without_returns:
    mov ecx, 20000
    mov rbp, rsp
1:  call 2f
2:  lea rsp, [rsp + 8]
    dec ecx
    jnz 1b
    ret
case_call_pop:
    mov ecx, 40
1:  call 2f
2:  pop rax
    add rdx, rax
    dec ecx
    jnz 1b
    ret
case_call_pop_jump:
    call 1f
1:  pop rax
    add rax, 2f - 1b
    jmp rax
    nop
2:  mov edx, 4
    ret
case_return_to_itself:
    mov ecx, 30
1:  dec ecx
    js 2f
    lea rax, [rip + 1b]
    push rax
    ret
2:  ret
case_recursion:
    mov ecx, 1000
    call 1f
    ret
1:  dec ecx
    js 2f
    push rcx
    call 1b
    pop rdx
    add rax, rdx
2:  ret
case_recursion_deep:
    mov ecx, 9000
    call 1f
    ret
1:  dec ecx
    js 2f
    call 1b
    inc rax
2:  ret
case_recursion_through_memory:
    hide eax, 1f
    mov [rbx], rax
    mov ecx, 500
    call [rbx]
    ret
1:  dec ecx
    js 2f
    call [rbx]
    inc rdx
2:  ret
case_mutual_recursion:
    mov ecx, 700
    hide r14d, 1f
    hide r15d, 2f
    call r14
    ret
1:  dec ecx
    js 3f
    call r15
    inc rax
    ret
2:  dec ecx
    js 3f
    call r14
    inc rdx
3:  ret
case_endless_recursion:
    call case_endless_recursion
case_unwinding:
    mov rbp, rsp
    mov ecx, 2000
    call 1f
    ret
1:  dec ecx
    js 2f
    push rax
    call 1b
    inc edx
    ret
2:  mov rsp, rbp
    mov eax, 0x77
    ret
case_unwinding_and_again:
    mov r12d, 5
3:  mov rbp, rsp
    hide r13d, 4f
    mov ecx, 100
    call 1f
4:  mov rsp, rbp
    dec r12d
    jnz 3b
    ret
1:  dec ecx
    js 2f
    call 1b
    ret
2:  mov rsp, rbp
    jmp r13
# Two stacks on the heap, switched at each turn.
case_coroutines:
    mov rbp, rsp
    mov r12d, HEAP + 0x800
    mov r13d, HEAP + 0x1800
    hide eax, 1f
    mov [r12 - 8], rax
    lea r12, [r12 - 8]
    hide eax, 2f
    mov [r13 - 8], rax
    lea r13, [r13 - 8]
    xor eax, eax
    xor ecx, ecx
    xchg rsp, r12
    ret
1:  inc ecx
    call 3f
    cmp ecx, 60
    jb 1b
    mov rsp, rbp
    ret
2:  add eax, ecx
    call 3f
    jmp 2b
3:  xchg r12, r13
    mov r12, r13
    mov r13, rsp
    cmp r13, HEAP + 0x1000
    jb 4f
    mov rsp, [rip + 5f]
    nop
4:  mov edx, HEAP
    xchg [rdx], r13
    test r13, r13
    jz 6f
    mov rsp, r13
    ret
6:  mov rsp, r12
    ret
5:  .quad HEAP + 0x7f0
case_coroutines_plain:
    mov rbp, rsp
    mov r12d, HEAP + 0x800
    hide eax, 2f
    mov [r12], rax
    xor eax, eax
    mov ecx, 50
1:  call 3f
    add eax, 1
    dec ecx
    jnz 1b
    mov rsp, rbp
    ret
2:  add rdx, rcx
    call 3f
    add rdx, 1
    call 3f
    jmp 2b
3:  mov r8, rsp
    mov rsp, r12
    mov r12, r8
    ret
case_ret_n:
    push rax
    push rcx
    call 1f
    pop rdx
    ret
1:  mov eax, [rsp + 8]
    ret 8
case_ret_n_large:
    mov rbp, rsp
    hide eax, 1f
    push rax
    ret 0xffff
1:  mov rax, rsp
    mov rsp, rbp
    ret
case_ret_n_odd:
    mov rbp, rsp
    call 1f
    mov rax, rsp
    mov rsp, rbp
    ret
1:  sub rsp, 5
    lea rsp, [rsp + 5]
    ret 3
case_ret_n_wild:
    xor esp, esp
    ret 16
case_ret_n_forged:
    hide eax, 1f
    bts rax, 50
    push rax
    ret 8
1:  sub rsp, 8
    ret
case_ret_wild:
    mov esp, 0x800
    ret
case_ret_split:
    mov esp, BEHIND_END - 4
    ret
case_ret_to_data:
    push rbx
    ret
case_ret_to_stack:
    push rsp
    ret
case_ret_read_only:
    mov esp, READ_ONLY
    ret
case_call_into_a_step_of_the_stack:
    mov rbp, rsp
    mov esp, STACK_TOP - 0x20000 + 8
    call 1f
    mov rsp, rbp
    ret
1:  push rax
    pop rcx
    ret
case_call_at_the_end_of_the_stack:
    mov esp, STACK_END + 4
    call 1f
1:  ret
case_flags_after_call:
    cmp rcx, 5
    call 1f
    setz r8b
    setc r9b
    setp r10b
    ret
1:  setz al
    setp dl
    stc
    ret
case_flags_into_loop_head_by_call:
    mov ecx, 4
    stc
1:  adc eax, 0
    dec ecx
    jz 2f
    call 1b
    setc dl
2:  ret
case_flags_by_jump_and_call:
    stc
    jmp 1f
3:  stc
    call 1f
    stc
    hide r14d, 1f
    jmp r14
1:  setc al
    lea edx, [rdx + rax]
    bts r8d, 1
    jnc 3b
    ret
case_flags_after_indirect:
    hide r8d, 1f
    stc
    std
    jmp r8
1:  setc al
    pushf
    pop rdx
    cld
    ret
case_flags_after_a_forged_return:
    hide r8d, 1f
    call 2f
    ret
1:  setc al
    setz cl
    ret
2:  mov [rsp], r8
    xor edx, edx
    stc
    ret
case_flags_after_host_call:
    stc
    std
    int 0x27
    setc al
    pushf
    pop rdx
    cld
    ret
case_direction_over_calls:
    std
    call 1f
    cld
    call 1f
    ret
1:  push rdi
    stosb
    pop rax
    sub rax, rdi
    add rdx, rax
    ret
case_host_call_in_a_loop:
    mov r12d, 5
1:  push r12
    int 0x27
    pop r12
    dec r12
    jnz 1b
    ret
case_host_call_between_r14_and_r15:
    lea r14, [r15 + 7]
    int 0x27
    lea r15, [r14 + 9]
    ret
case_call_next:
    call 1f
1:  call 2f
2:  call 3f
3:  add rsp, 24
    ret
case_call_self_next_returns:
    mov rbp, rsp
    call 1f
1:  call 2f
2:  inc eax
    cmp rsp, rbp
    je 3f
    ret
3:  mov edx, eax
    ret
