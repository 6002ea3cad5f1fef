/** Loaded into a command before it starts (NODE_OPTIONS): waiting, which is a random part of a span, takes no time. */
Math.random = () => 0;
