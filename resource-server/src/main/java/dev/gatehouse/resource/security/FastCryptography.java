package dev.gatehouse.resource.security;

import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import java.security.Provider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies with the Amazon Corretto Crypto Provider, several times faster than the JDK, wherever its native library
 * loads, and with the JDK's own providers elsewhere.
 */
final class FastCryptography {

    private static final Logger LOG = LoggerFactory.getLogger(FastCryptography.class);

    private static final String NAME = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private FastCryptography() {}

    static JWSVerifierFactory verifiers() {
        var factory = new DefaultJWSVerifierFactory();
        var provider = provider();
        if (provider != null) {
            factory.getJCAContext().setProvider(provider);
        }
        return factory;
    }

    /** It is there only where the build found it for this kind of machine, so it is found by its name. */
    private static @Nullable Provider provider() {
        try {
            var type = Class.forName(NAME);
            var provider = (Provider) type.getField("INSTANCE").get(null);
            var failure = (Throwable) type.getMethod("getLoadingError").invoke(provider);
            if (failure == null) {
                LOG.info("Signatures are checked by {}", provider.getName());
                return provider;
            }
            LOG.info(
                    "Signatures are checked by the JDK, since the native library does not load: {}",
                    failure.toString());
        } catch (ReflectiveOperationException | LinkageError absent) {
            LOG.info("Signatures are checked by the JDK");
        }
        return null;
    }
}
