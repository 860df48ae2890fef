# Jumps to where no instruction begins, where no code is, and to tables of themselves.
.macro hide reg, target
    mov \reg, offset \target - 0x345678
    add \reg, 0x345678
.endm

# Into the middle of an instruction, which is another one from there on.
case_middle_direct:
    jmp 1f + 1
1:  .byte 0xb8
    mov al, 7
    nop
    nop
    ret
case_middle_backwards:
    xor ecx, ecx
1:  .byte 0x48, 0xb8
2:  inc ecx
    cmp ecx, 3
    nop
    nop
    nop
    jb 2b
    ret
case_middle_of_a_branch:
    xor eax, eax
1:  .byte 0x0f, 0x84
2:  .byte 0x01, 0x00, 0x00, 0x00, 0xc3, 0xc3
    jmp 2b
# eb ff jumps into its own last byte: ff c0 is inc eax.
case_jump_into_itself:
    xor eax, eax
    .byte 0xeb, 0xff, 0xc0
    ret
case_jump_to_itself:
    jmp case_jump_to_itself
case_branch_to_itself:
    test eax, eax
1:  jnz 1b
    ret
case_jrcxz_to_itself:
    xor ecx, ecx
1:  jrcxz 1b
    ret
# A jump to what lies behind it, where others come in: the head of a loop, a target of an indirect jump, what is called,
# and an instruction that overlaps the jump.
case_jump_to_the_loop_behind:
    mov ecx, 3
    mov eax, 5
    jmp 1f
1:  add eax, ecx
    .rept 30
    nop
    .endr
    dec ecx
    jnz 1b
    ret
case_jump_to_the_short_loop_behind:
    mov ecx, 3
    mov eax, 5
    jmp 1f
1:  add eax, ecx
    dec ecx
    jnz 1b
    ret
case_jump_to_the_target_behind:
    mov ecx, 3
    mov r10d, 9
    mov eax, 5
    jmp 1f
1:  add eax, ecx
    add r10d, eax
    mov edx, offset 1b
    dec ecx
    jz 2f
    jmp rdx
2:  ret
case_jump_to_what_is_called_behind:
    mov eax, 5
    call 1f
    mov edx, 7
    jmp 1f
1:  add eax, 3
    add r11d, eax
    ret
case_jump_into_itself_with_a_value:
    hide ecx, 1f
    mov eax, 0x20000000
    jmp rcx
1:  or al, 0xb
    # eb fd jumps to 0b eb, or ebp, ebx.
    .byte 0xeb, 0xfd
    std
    cld
    ret
case_computed_middle:
    hide eax, 1f + 2
    jmp rax
1:  .byte 0x48, 0xb8
    lea eax, [rcx + 7]
    lea edx, [rax + 1]
    ret
    ret
    ret
case_call_into_the_middle:
    call 1f + 1
    mov edx, eax
    ret
1:  .byte 0xb8
    mov al, 9
    ret
    ret
    ret
case_overlapping_loop:
    mov ecx, 10
1:  .byte 0x3d
2:  add eax, ecx
    dec ecx
    jz 3f
    test cl, 1
    jz 1b
    jmp 2b
3:  ret
    nop
    nop
case_null:
    xor eax, eax
    jmp rax
case_null_call:
    xor eax, eax
    call rax
case_null_from_memory:
    mov qword ptr [rbx], 0
    jmp qword ptr [rbx]
case_null_with_upper_bits:
    mov rax, 0x5500000000
    jmp rax
case_null_pushed:
    push 0
    ret
case_null_pushed_with_upper_bits:
    mov rax, 0x5500000000
    push rax
    ret
case_null_after_call:
    call 1f
    ret
1:  mov qword ptr [rsp], 0
    ret
case_null_ret_n:
    push 0
    ret 8
case_null_jump_after_return:
    call 1f
    push offset 2f
    ret
1:  ret
2:  xor r14d, r14d
    jmp r14
case_one:
    mov eax, 1
    jmp rax
case_data:
    mov rax, rbx
    jmp rax
case_constants:
    mov eax, READ_ONLY
    call rax
case_stack:
    jmp rsp
case_call_stack:
    call rsp
case_heap:
    mov eax, HEAP
    jmp rax
case_end_of_space:
    mov eax, -1
    jmp rax
case_upper_bits:
    hide eax, 1f
    bts rax, 63
    bts rax, 32
    jmp rax
1:  mov eax, 1
    ret
case_upper_bits_in_memory:
    hide eax, 1f
    bts rax, 40
    mov [rbx], rax
    jmp qword ptr [rbx]
1:  ret
case_call_upper_bits:
    hide r14d, 1f
    bts r14, 33
    call r14
    mov eax, 5
    ret
1:  mov edx, [rsp]
    ret
case_runs_off_the_end:
    mov eax, RUNS_OFF + 1
    jmp rax
case_first_byte:
    mov eax, RUNS_OFF
    jmp rax
case_before_the_first_byte:
    mov eax, RUNS_OFF - 1
    jmp rax
case_middle_of_what_runs_off:
    mov eax, RUNS_OFF + 12
    jmp rax
case_behind_the_end:
    mov eax, RUNS_OFF + 14
    call rax
case_last_byte:
    mov eax, ENDS_WELL + 15
    call rax
    ret
case_to_the_last_byte:
    mov eax, ENDS_WELL
    call rax
    ret
case_across_segments:
    mov eax, TWO_PARTS
    call rax
    ret
case_into_the_second_part:
    mov eax, TWO_PARTS + 16
    call rax
    ret
case_into_the_second_part_last:
    mov eax, TWO_PARTS + 19
    call rax
    ret
# A table of addresses of itself, of code and of nothing.
case_table_of_itself:
    lea rax, [rip + 1f]
    hide edx, 2f
    mov [rbx], rbx
    mov [rbx + 8], rdx
    mov ecx, 2
3:  dec ecx
    jmp [rbx + rcx*8]
1:
2:  test ecx, ecx
    jnz 3b
    ret
case_table_walk:
    hide eax, 1f
    mov [rbx], rax
    hide eax, 2f
    mov [rbx + 8], rax
    hide eax, 3f
    mov [rbx + 16], rax
    xor ecx, ecx
1:  inc ecx
    lea eax, [rcx + rcx*4]
    and eax, 7
    cmp eax, 2
    cmova eax, r15d
    and eax, 3
    cmp ecx, 40
    ja 3f
    jmp [rbx + rax*8]
2:  add edx, ecx
    jmp 1b
3:  add esi, ecx
    cmp ecx, 40
    jbe 1b
    ret
case_table_in_constants:
    mov eax, READ_ONLY
    jmp [rax]
case_table_in_text:
    jmp [rip + 1f]
1:  .quad 2f
2:  mov eax, 2
    ret
case_table_unmapped:
    jmp qword ptr [0x800]
case_call_table_unmapped:
    push rax
    call qword ptr [0x800]
case_call_then_push_faults:
    mov esp, 4
    hide r15d, 1f
    call r15
1:  ret
case_call_memory_then_push_faults:
    mov esp, READ_ONLY + 8
    mov [rbx], rbx
    call qword ptr [rbx]
    ret
case_call_direct_push_faults:
    mov esp, READ_ONLY + 8
    call 1f
1:  ret
case_jump_far_and_back:
    hide r14d, 1f
    hide r15d, 2f
    mov ecx, 6
1:  dec ecx
    js 3f
    jmp r15
2:  add eax, ecx
    jmp r14
3:  ret
case_jump_by_rsp_operand:
    push offset 1f
    jmp [rsp]
1:  pop rax
    ret
case_call_by_rsp_operand:
    push offset 1f
    call [rsp]
    pop rdx
    ret
1:  mov rax, [rsp]
    ret
case_branch_out_of_the_text:
    test rsp, rsp
    jnz TEXT - 0x800
    ret
case_jump_out_of_the_text:
    jmp TEXT - 0x800
case_call_out_of_the_text:
    call TEXT - 0x800
case_jump_to_data_direct:
    jmp DATA
case_loops:
    mov ecx, 5
1:  add eax, ecx
    loop 1b
    mov rcx, 0x100000003
2:  inc edx
    loopd 2b
    mov r8, rcx
    mov ecx, 4
3:  cmp ecx, 3
    loopne 3b
    mov r9, rcx
    mov ecx, 4
4:  cmp ecx, ecx
    loope 4b
    setz al
    ret
case_loop_from_zero:
    mov rcx, 0x200000000
    xor eax, eax
1:  inc eax
    cmp eax, 5
    loopned 1b
    ret
case_jecxz:
    mov rcx, 0x100000000
    stc
    jecxz 1f
    mov eax, 1
1:  setc dl
    jrcxz 2f
    mov r8d, 2
2:  mov ecx, 0
    jrcxz 3f
    mov r9d, 3
3:  setc r10b
    ret
case_jrcxz_backwards:
    mov ecx, 3
1:  jrcxz 2f
    dec rcx
    jmp 1b
2:  ret
