package task

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"
)

// Server is a process that listens on an address of this machine until it is stopped.
type Server struct {
	Address string
	process *exec.Cmd
	ended   chan error
}

// StartServer starts a command on a free port, handed to it by arguments, and waits until it accepts connections.
func StartServer(ctx context.Context, patience time.Duration, name string, arguments func(address string) []string) (*Server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	server := &Server{Address: address, process: command(ctx, name, arguments(address)...), ended: make(chan error, 1)}
	fmt.Printf("\n==> %s\n", commandLine(name, arguments(address)))
	if err := server.process.Start(); err != nil {
		return nil, err
	}
	go func() { server.ended <- server.process.Wait() }()

	deadline := time.After(patience)
	for {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			return server, connection.Close()
		}
		select {
		case err := <-server.ended:
			return nil, fmt.Errorf("%s ended before it listened on %s: %v", name, address, err)
		case <-deadline:
			_ = server.process.Process.Kill()
			return nil, fmt.Errorf("%s does not listen on %s after %s", name, address, patience)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Stop interrupts the process and waits for its end.
func (s *Server) Stop() {
	_ = s.process.Process.Signal(os.Interrupt)
	select {
	case <-s.ended:
	case <-time.After(5 * time.Second):
		_ = s.process.Process.Kill()
		<-s.ended
	}
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}
