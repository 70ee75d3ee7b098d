// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokentext.h"

#include "base/text.h"

#include <QEvent>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using Role = inspect::Segment::Role;

namespace {

/// While masked, a part is so many dots: enough to see which is the long one.
int dotsFor(qsizetype length)
{
    return int(std::clamp<qsizetype>(length / 6, 6, 80));
}

} // namespace

QString roleWord(Role role)
{
    switch (role) {
    case Role::Header:
        return TokenText::tr("header");
    case Role::Payload:
        return TokenText::tr("payload");
    case Role::Signature:
        return TokenText::tr("signature");
    case Role::EncryptedKey:
        return TokenText::tr("encrypted key");
    case Role::Vector:
        return TokenText::tr("initialization vector");
    case Role::Ciphertext:
        return TokenText::tr("ciphertext");
    case Role::Tag:
        return TokenText::tr("authentication tag");
    case Role::Disclosure:
        return TokenText::tr("disclosure");
    case Role::Other:
        return TokenText::tr("other");
    }
    Q_UNREACHABLE();
    return {};
}

Tone roleTone(Role role)
{
    switch (role) {
    case Role::Header:
        return Tone::Bad;
    case Role::Payload:
    case Role::Ciphertext:
        return Tone::Accent;
    case Role::Signature:
    case Role::Tag:
        return Tone::Good;
    case Role::EncryptedKey:
    case Role::Disclosure:
        return Tone::Caution;
    case Role::Vector:
    case Role::Other:
        return Tone::Muted;
    }
    Q_UNREACHABLE();
    return Tone::Plain;
}

QList<inspect::Segment> segmentsOf(QByteArrayView token)
{
    const qsizetype dots = std::count(token.begin(), token.end(), '.');
    const QList<Role> signedRoles{ Role::Header, Role::Payload, Role::Signature };
    const QList<Role> encryptedRoles{ Role::Header, Role::EncryptedKey, Role::Vector, Role::Ciphertext,
        Role::Tag };
    if (dots != 2 && dots != 4)
        return { { .role = Role::Other, .length = token.size() } };
    QList<inspect::Segment> out;
    qsizetype from = 0;
    for (const Role role : dots == 2 ? signedRoles : encryptedRoles) {
        const qsizetype dot = token.indexOf('.', from);
        const qsizetype to = dot < 0 ? token.size() : dot;
        out += { .role = role, .from = from, .length = to - from };
        from = to + 1;
    }
    return out;
}

TokenText::TokenText(const QString &objectName, const QString &accessibleName)
    : WireEdit(objectName, accessibleName)
{
    setWordWrapMode(QTextOption::WrapAnywhere);
}

void TokenText::mask(const QList<inspect::Segment> &segments, const QByteArray &readable)
{
    QString text;
    m_runs.clear();
    for (const inspect::Segment &segment : segments.first(std::min<qsizetype>(segments.size(), 12))) {
        if (!text.isEmpty())
            text += segment.role == Role::Disclosure ? u'~' : u'.';
        const bool isReadable = segment.role == Role::Header && !readable.isEmpty();
        const QString part
            = isReadable ? base::cleaned(readable, 160) : QString(dotsFor(segment.length), u'•');
        m_runs += { text.size(), part.size(), segment.role };
        text += part;
    }
    m_isRevealed = false;
    setPlainText(text);
    setSecret(false);
    colour();
}

void TokenText::reveal(const QByteArray &token, const QList<inspect::Segment> &segments)
{
    // Positions count as long as cleaning changes nothing before them: tokens are ASCII, and what is not is
    // shown in one colour.
    const QString clean = base::cleanedBlock(QString::fromUtf8(token), shown);
    m_runs.clear();
    if (clean.size() == token.size()) {
        for (const inspect::Segment &segment : segments)
            m_runs += { segment.from, segment.length, segment.role };
    }
    m_isRevealed = true;
    setPlainText(clean);
    setSecret(true);
    colour();
}

void TokenText::changeEvent(QEvent *event)
{
    WireEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        colour();
}

void TokenText::colour()
{
    if (m_isColouring) // formats change the document, which changes the palette's users
        return;
    m_isColouring = true;
    QTextCharFormat plain;
    plain.setForeground(tokens().muted);
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.setCharFormat(plain);
    const qsizetype end = document()->characterCount() - 1;
    for (const Run &run : std::as_const(m_runs)) {
        if (run.from < 0 || run.from >= end || run.length <= 0)
            continue;
        cursor.setPosition(int(run.from));
        cursor.setPosition(int(std::min(end, run.from + run.length)), QTextCursor::KeepAnchor);
        QTextCharFormat format;
        format.setForeground(tokens().ink(roleTone(run.role)));
        cursor.setCharFormat(format);
    }
    m_isColouring = false;
}

} // namespace authscope::ui
