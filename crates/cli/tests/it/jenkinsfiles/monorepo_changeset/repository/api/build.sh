#!/bin/sh
echo "building $1 in $(basename "$PWD")"
