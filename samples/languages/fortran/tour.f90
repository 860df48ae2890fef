! The tour in Fortran: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
module tour
  use echo
  implicit none
  integer, parameter :: u64 = c_int64_t

contains

  pure recursive function fibonacci(n) result(f)
    integer(u64), value :: n
    integer(u64) :: f
    if (n >= 0 .and. n < 2) then
      f = n
    else
      f = fibonacci(n - 1) + fibonacci(n - 2)
    end if
  end function fibonacci

  function take() result(number)
    integer(u64) :: number
    if (.not. echo_param_u64(number)) then
      call echo_fail(echo_text('argument missing or of another type, wanted: u64'))
    end if
  end function take

  subroutine sort()
    integer(u64) :: sorted(5), number
    integer :: i, at
    do i = 1, 5
      number = take()
      at = i
      do while (at > 1)
        ! Fortran compares as signed: with the highest bit turned, the order is that of unsigned numbers.
        if (ieor(sorted(at - 1), ishft(1_u64, 63)) <= ieor(number, ishft(1_u64, 63))) exit
        sorted(at) = sorted(at - 1)
        at = at - 1
      end do
      sorted(at) = number
    end do
    do i = 1, 5
      call echo_return_u64(sorted(i))
    end do
  end subroutine sort

  subroutine store()
    integer(u64), target :: number
    number = take()
    call echo_storage_set(echo_text('number'), echo_string(c_loc(number), 8))
  end subroutine store

  subroutine load()
    type(echo_string) :: stored
    integer(u64), pointer :: number
    if (echo_storage_get(echo_text('number'), stored)) then
      call c_f_pointer(stored%pointer, number)
      call echo_return_u64(number)
    else
      call echo_return_u64(0_u64)
    end if
  end subroutine load

  subroutine note()
    integer(u64), target :: number
    number = take()
    call echo_emit(echo_text('noted(uint64)'), echo_string(c_loc(number), 8))
  end subroutine note

  subroutine greet()
    type(echo_string) :: name
    if (.not. echo_param_string(name)) then
      call echo_fail(echo_text('argument missing or of another type, wanted: string'))
    end if
    call echo_return_string(echo_text('Hello, '))
    call echo_return_string(name)
    call echo_return_string(echo_text('!'))
  end subroutine greet

  subroutine apply() bind(c, name='__apply')
    type(echo_string) :: called
    if (echo_is_constructor()) return
    call echo_function_name(called)
    if (echo_is_text(called, 'fib')) then
      call echo_return_u64(fibonacci(take()))
    else if (echo_is_text(called, 'sort')) then
      call sort()
    else if (echo_is_text(called, 'store')) then
      call store()
    else if (echo_is_text(called, 'load')) then
      call load()
    else if (echo_is_text(called, 'note')) then
      call note()
    else if (echo_is_text(called, 'greet')) then
      call greet()
    else
      call echo_fail(echo_text('The called function is missing.'))
    end if
  end subroutine apply
end module tour
