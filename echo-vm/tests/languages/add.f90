! add(a, b): the sum of two numbers.
subroutine contract() bind(C, name="__apply")
  use iso_c_binding
  implicit none
  interface
    function echo_param_u64(value) bind(C) result(taken)
      import :: c_int64_t, c_bool
      integer(c_int64_t), intent(out) :: value
      logical(c_bool) :: taken
    end function
    subroutine echo_return_u64(value) bind(C)
      import :: c_int64_t
      integer(c_int64_t), value :: value
    end subroutine
  end interface
  integer(c_int64_t) :: a, b
  if (echo_param_u64(a) .and. echo_param_u64(b)) call echo_return_u64(a + b)
end subroutine
