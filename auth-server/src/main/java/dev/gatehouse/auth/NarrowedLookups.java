package dev.gatehouse.auth;

import java.util.stream.Stream;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Looks for a type with parameters, such as {@code Customizer<CsrfConfigurer>}, only among the parts whose class fits.
 * Spring asks every part for each such type and remembers no answer, which for the filter chains of this program is tens of
 * thousands of questions at each start. Answers about classes it does remember.
 */
final class NarrowedLookups extends DefaultListableBeanFactory {

    @Override
    public String[] getBeanNamesForType(ResolvableType type) {
        return getBeanNamesForType(type, true, true);
    }

    @Override
    public String[] getBeanNamesForType(ResolvableType type, boolean includeNonSingletons, boolean allowEagerInit) {
        var raw = type.resolve();
        if (raw == null || !type.hasGenerics()) {
            return super.getBeanNamesForType(type, includeNonSingletons, allowEagerInit);
        }
        return Stream.of(getBeanNamesForType(raw, includeNonSingletons, allowEagerInit))
                .filter(name -> isTypeMatch(name, type, allowEagerInit || containsSingleton(name)))
                .toArray(String[]::new);
    }
}
