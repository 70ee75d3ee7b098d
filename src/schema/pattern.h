// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>

#include <chrono>
#include <optional>

namespace authscope::schema {

/// An ECMA-262 pattern (Unicode mode, as JSON Schema means it) in the spelling QRegularExpression reads the
/// same way, with a bound on the work of one match. Nothing for what has no equal there.
std::optional<QString> translatePattern(const QString &pattern);

/// Whether it is a regular expression of ECMA-262 at all; nothing when it may be one that has no equal here.
std::optional<bool> isPattern(const QString &pattern);

/// A translated pattern, to be used many times.
class Pattern {
public:
    /// Nothing when it cannot be judged.
    static std::optional<Pattern> compile(const QString &pattern);
    /// Searches anywhere in the text; nothing when the work exceeds the bound.
    std::optional<bool> matches(const QString &text) const;
    /// The same, and adds the time it took to `spent`. A pause of the machine counts for little.
    std::optional<bool> matches(const QString &text, std::chrono::nanoseconds &spent) const;
    const QString &source() const { return m_source; }

private:
    Pattern(QString source, QRegularExpression expression)
        : m_source(std::move(source)), m_expression(std::move(expression))
    {
    }

    QString m_source;
    QRegularExpression m_expression;
};

/// Searches anywhere in the text; nothing when the pattern cannot be judged or the work exceeds the bound.
std::optional<bool> patternMatches(const QString &pattern, const QString &text);

} // namespace authscope::schema
