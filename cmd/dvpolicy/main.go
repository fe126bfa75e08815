// Command dvpolicy compiles, checks and explains Microsoft Dataverse security written as code.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
