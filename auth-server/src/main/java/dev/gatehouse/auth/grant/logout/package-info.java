/** What the end of a browser session means for what was granted in it, and for the clients that it was granted to. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.logout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
