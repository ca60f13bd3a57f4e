package dev.gatehouse.auth.protocol;

import dev.gatehouse.platform.seal.UnfitSetting;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** The issuer is the root of its host: where people are led, and what is well known, is found from there. */
@Component
class RootPath implements InitializingBean {

    private final ServerProperties server;

    RootPath(ServerProperties server) {
        this.server = server;
    }

    @Override
    public void afterPropertiesSet() {
        var path = server.getServlet().getContextPath();
        if (path != null && !path.isEmpty()) {
            throw new UnfitSetting(
                    "server.servlet.context-path is '" + path + "'.",
                    "Leave it out, and give the authorization server a host of its own.");
        }
    }
}
