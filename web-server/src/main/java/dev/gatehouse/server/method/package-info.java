/** Methods of requests that are the same to all who answer them. */
@NullMarked
package dev.gatehouse.server.method;

import org.jspecify.annotations.NullMarked;
