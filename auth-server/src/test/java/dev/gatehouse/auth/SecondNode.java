package dev.gatehouse.auth;

import dev.gatehouse.auth.token.Issuer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Another node of the same system: the same database, issuer and keys, a port of its own. */
@TestConfiguration(proxyBeanMethods = false)
public class SecondNode implements DisposableBean {

    private final ConfigurableApplicationContext context;

    SecondNode(JdbcConnectionDetails database, Issuer issuer, Environment environment) {
        this.context = new SpringApplicationBuilder(AuthServerApplication.class)
                .profiles("test")
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.main.banner-mode=off",
                        "--gatehouse.encryption-key=" + environment.getRequiredProperty("gatehouse.encryption-key"),
                        "--spring.security.oauth2.authorizationserver.issuer=" + issuer.issuer(),
                        "--spring.datasource.url=" + database.getJdbcUrl(),
                        "--spring.datasource.username=" + database.getUsername(),
                        "--spring.datasource.password=" + database.getPassword());
    }

    /** Where a load balancer finds this node. */
    public String base() {
        return "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** Returns a part of this node. */
    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void destroy() {
        context.close();
    }
}
