package dev.gatehouse.auth.protocol;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** In local mode, well-known passwords work: then nobody else may reach this server. */
@Component
class LocalMode implements InitializingBean {

    private final boolean on;
    private final ServerProperties server;

    LocalMode(@Value("${gatehouse.local:false}") boolean on, ServerProperties server) {
        this.on = on;
        this.server = server;
    }

    @Override
    public void afterPropertiesSet() throws UnknownHostException {
        InetAddress address = server.getAddress();
        if (on && (address == null || !address.isLoopbackAddress())) {
            throw new UnfitSetting(
                    "gatehouse.local is on, but the server would listen on more than the loopback address.",
                    "Set server.address=127.0.0.1, or leave gatehouse.local out.");
        }
    }
}
