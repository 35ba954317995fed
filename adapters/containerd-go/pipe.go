package main

import (
	"io"
	"syscall"
	"unsafe"
)

// A pipe is read and written behind the back of Go's scheduler.
//
// The runtime of faketime never wakes a goroutine from the network poller, and it puts a header
// before everything that is written to 1 and 2; raw system calls avoid both. They also keep the
// processor while they wait, which is right here: whoever reads is alone, all handlers are parked.
type pipe int

const standardError pipe = 2

func (p pipe) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := p.call(syscall.SYS_READ, b)
	if err == nil && n == 0 {
		err = io.EOF
	}
	return n, err
}

func (p pipe) Write(b []byte) (written int, err error) {
	for written < len(b) && err == nil {
		var n int
		n, err = p.call(syscall.SYS_WRITE, b[written:])
		written += n
	}
	return written, err
}

// call does one system call, and starts it again when a signal came between.
func (p pipe) call(number uintptr, b []byte) (int, error) {
	for {
		n, _, errno := syscall.RawSyscall(
			number, uintptr(p), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
		switch errno {
		case 0:
			return int(n), nil
		case syscall.EINTR:
		default:
			return 0, errno
		}
	}
}
