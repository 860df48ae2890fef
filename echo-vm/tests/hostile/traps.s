# What traps, each at every width, with something under way around it.
.irp w, al, cx, ecx, rcx
case_zero_\w:
    push rax
    mov edx, 0
    xor ecx, ecx
    mov eax, 0
    add r8, 3
    div \w
    add r9, 3
    ret
case_signed_zero_\w:
    xor edx, edx
    xor ecx, ecx
    xor eax, eax
    idiv \w
    ret
.endr
case_overflow_8:
    mov ax, 0x1234
    mov cl, 0x12
    div cl
    ret
case_overflow_16:
    mov dx, 5
    mov cx, 5
    div cx
    ret
case_overflow_32:
    mov edx, 5
    mov ecx, 5
    div ecx
    ret
case_overflow_64:
    mov edx, 5
    mov ecx, 5
    div rcx
    ret
case_fits_64:
    mov edx, 4
    mov ecx, 5
    div rcx
    ret
case_min_8:
    mov ax, -0x80
    mov cl, -1
    idiv cl
    ret
case_min_16:
    mov ax, -0x8000
    mov dx, -1
    mov cx, -1
    idiv cx
    ret
case_min_32:
    mov eax, -0x80000000
    mov edx, -1
    mov ecx, -1
    idiv ecx
    ret
case_min_64:
    movabs rax, -0x8000000000000000
    mov rdx, -1
    mov rcx, -1
    idiv rcx
    ret
case_signed_fits:
    mov ax, -0x7f
    mov cl, -1
    idiv cl
    mov ax, -0x80
    mov cl, 1
    idiv cl
    ret
case_overflow_in_memory:
    mov dword ptr [rbx], 0
    push rcx
    sub rsp, 0x40
    div dword ptr [rbx]
    ret
case_ud2:
    push rax
    mov [rbx], rcx
    ud2
case_int3:
    push rax
    int3
case_unknown_interrupt:
    push rax
    .byte 0xcd, 0xee
    ret
case_interrupt_0x80:
    .byte 0xcd, 0x80
    ret
case_every_refused_instruction_traps_after_what_came_before:
    inc eax
    jmp 1f
1:  cpuid
    ret
case_syscall:
    inc eax
    syscall
    ret
case_hlt:
    inc eax
    hlt
case_x87:
    inc eax
    fld1
    ret
case_enter:
    inc eax
    enter 16, 0
    ret
case_far_return:
    inc eax
    retfq
case_iret:
    iretq
case_in:
    in al, dx
    ret
case_segment:
    mov rax, gs:[0]
    ret
case_segment_fs:
    mov rax, fs:[0x28]
    ret
case_move_to_segment:
    mov gs, eax
    ret
case_wrgsbase:
    wrgsbase rax
    ret
case_swapgs:
    swapgs
    ret
case_rdtsc:
    rdtsc
    ret
case_rdrand:
    rdrand rax
    ret
case_xgetbv:
    xgetbv
    ret
case_ldmxcsr:
    ldmxcsr [rbx]
    ret
case_no_instruction:
    inc eax
    .byte 0x06
    ret
case_too_long:
    inc eax
    .byte 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90
    ret
case_long:
    .byte 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x48, 0x8b, 0x03
    .byte 0x3e, 0x3e, 0x3e, 0x3e, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x8b, 0x03
    ret
case_prefixes_that_mean_nothing:
    .byte 0xf2, 0x48, 0x89, 0xc2
    .byte 0xf3, 0x48, 0x01, 0xc2
    .byte 0x41, 0x66, 0x89, 0xc2
    .byte 0x48, 0x2e, 0x89, 0xc2
    .byte 0xf2, 0xc3
case_lock_without_memory:
    .byte 0xf0, 0x48, 0x01, 0xc2
    ret
case_lock_of_a_load:
    .byte 0xf0, 0x48, 0x8b, 0x03
    ret
case_vex_with_prefix:
    .byte 0x66, 0xc5, 0xf8, 0x58, 0xc8
    ret
case_misaligned_after_work:
    push rax
    mov [rbx], rcx
    add rdx, rcx
    movaps xmm1, [rbx + 8]
    add rdx, rcx
    ret
case_misaligned_and_unmapped:
    movaps xmm1, [0x801]
    ret
case_unmapped_and_misaligned_pair:
    cmpxchg16b [0x808]
    ret
case_vector_store_to_constants:
    mov eax, READ_ONLY - 16
    vmovups [rax], ymm1
    ret
case_masked_store_beside_constants:
    mov eax, READ_ONLY - 16
    vpcmpeqd xmm2, xmm2, xmm2
    vmaskmovps [rax], ymm2, ymm1
    ret
case_masked_load_beside_nothing:
    mov eax, BEHIND_END - 16
    vpcmpeqd xmm2, xmm2, xmm2
    vmaskmovps ymm1, ymm2, [rax]
    vpmaskmovd ymm3, ymm2, [rax]
    ret
case_masked_nothing_nowhere:
    vpxor xmm2, xmm2, xmm2
    vmaskmovps ymm1, ymm2, [0]
    vmaskmovps [0], ymm2, ymm1
    vpmaskmovq [rcx - 0x7000], ymm2, ymm1
    ret
case_masked_one_nowhere:
    vpcmpeqd xmm2, xmm2, xmm2
    vpsrldq xmm2, xmm2, 12
    vmaskmovps [rcx - 0x7000], xmm2, xmm1
    ret
case_maskmovdqu:
    mov edi, READ_ONLY - 8
    maskmovdqu xmm1, xmm2
    ret
case_gather:
    vpcmpeqd ymm3, ymm3, ymm3
    vpxor xmm4, xmm4, xmm4
    vpgatherdd ymm1, [rbx + ymm4*4], ymm3
    vpcmpeqd ymm3, ymm3, ymm3
    vpgatherdq ymm2, [rbx + xmm5*8], ymm3
    ret
case_read_modify_write_of_constants:
    mov eax, READ_ONLY
    stc
    adc dword ptr [rax], 0
    ret
case_compare_and_exchange_of_constants:
    mov edx, READ_ONLY
    xor eax, eax
    cmpxchg [rdx], rcx
    ret
case_store_to_text:
    mov eax, TEXT
    mov [rax], al
    ret
case_load_of_text:
    mov eax, TEXT
    mov rdx, [rax]
    movups xmm1, [rax + 3]
    ret
case_load_before_text:
    mov rax, [TEXT - 4]
    ret
case_absolute:
    movabs al, [DATA + 5]
    movabs rax, [DATA + 8]
    movabs [DATA + 16], rax
    movabs eax, [0x1234567800600008]
    movabs ax, [0]
    ret
case_second_fault_after_a_first_touch:
    mov qword ptr [STACK_TOP - 0x18000], 5
    mov rax, [STACK_TOP - 0x18000]
    mov qword ptr [STACK_TOP - 0x100000], 6
    mov rcx, [STACK_END - 8]
    ret
case_fault_in_a_loop:
    mov esi, BEHIND
1:  mov rax, [rsi]
    add rdx, rax
    add rsi, 0x18
    jmp 1b
case_fault_in_a_loop_of_stores:
    mov edi, HEAP
    xor ecx, ecx
1:  mov [rdi + rcx*8], rcx
    inc rcx
    jmp 1b
case_heap_downwards:
    mov edi, HEAP_END
1:  sub rdi, 5
    add byte ptr [rdi], 3
    jmp 1b
