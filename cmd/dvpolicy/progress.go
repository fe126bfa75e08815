package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// Work that takes longer than this says that it is going on.
const patience = time.Second

// progress says on a terminal what takes long, with the seconds that it has taken, until the function that it returns is called.
func (p *program) progress(what string) func() {
	if !terminal(p.err) {
		return func() {}
	}
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		tick := time.NewTicker(patience)
		defer tick.Stop()
		for seconds := 1; ; seconds++ {
			select {
			case <-done:
				if seconds > 1 {
					fmt.Fprint(p.err, "\r\x1b[K")
				}
				return
			case <-tick.C:
				fmt.Fprintf(p.err, "\r\x1b[K%s: %d s", what, seconds)
			}
		}
	}()
	return func() { close(done); <-gone }
}

// terminal reports whether somebody looks at a stream.
func terminal(w io.Writer) bool {
	if o, wrapped := w.(*output); wrapped {
		w = o.to
	}
	f, isFile := w.(*os.File)
	if !isFile {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
