#!/bin/sh
echo 'Hello!'
