package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// runRelay hands each connection to LISTEN on to TARGET. Every piece of data waits for as many milliseconds as FILE
// says at that moment, so a test can make a running server slow.
func runRelay(args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("usage: relay LISTEN TARGET FILE")
	}
	listen, target, file := args[1], args[2], args[3]
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			server, err := net.Dial("tcp", target)
			if err != nil {
				// As where nothing listens: a reset.
				if tcp, ok := client.(*net.TCPConn); ok {
					_ = tcp.SetLinger(0)
				}
				client.Close()
				return
			}
			go relay(client, server, file)
			relay(server, client, file)
		}()
	}
}

func relay(from, to net.Conn, file string) {
	defer from.Close()
	defer to.Close()
	buffer := make([]byte, 64*1024)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			time.Sleep(delay(file))
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func delay(file string) time.Duration {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	milliseconds, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return time.Duration(milliseconds) * time.Millisecond
}
