// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/resources/watchmark.h"

#include "base/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WatchMark", text);
}

} // namespace

WatchMark watchMark(const mcp::WatchState &state, const QByteArray &uri, bool isWatched, bool canSubscribe)
{
    using Kind = mcp::WatchState::Kind;
    if (!canSubscribe || (isWatched && state.kind == Kind::NotOffered))
        return WatchMark::NotOffered;
    if (!isWatched)
        return WatchMark::Off;
    switch (state.kind) {
    case Kind::Off:
    case Kind::Opening:
        return WatchMark::Opening;
    case Kind::Live:
        return state.accepted.uris.contains(uri) ? WatchMark::Live : WatchMark::NotAccepted;
    case Kind::Waiting:
        return WatchMark::Waiting;
    case Kind::NotOffered:
        return WatchMark::NotOffered;
    }
    Q_UNREACHABLE();
    return WatchMark::Off;
}

ChipText watchChip(WatchMark mark)
{
    switch (mark) {
    case WatchMark::Off:
        return {};
    case WatchMark::Opening:
        return { tr("opening …"), Tone::Accent };
    case WatchMark::Live:
        return { tr("● live"), Tone::Good };
    case WatchMark::Waiting:
        return { tr("! waiting"), Tone::Caution };
    case WatchMark::NotAccepted:
        return { tr("! not accepted"), Tone::Caution };
    case WatchMark::NotOffered:
        return { tr("not offered"), Tone::Muted };
    }
    Q_UNREACHABLE();
    return {};
}

QString watchWords(WatchMark mark, const QString &note)
{
    const QString said = note.isEmpty() ? QString() : u" "_s + base::cleaned(note, 300);
    switch (mark) {
    case WatchMark::Off:
        return tr("The server can tell when this changes; it is not asked to.");
    case WatchMark::Opening:
        return tr("The server is being asked to tell when this changes.");
    case WatchMark::Live:
        return tr("The server tells when this changes, and it is read again then.");
    case WatchMark::Waiting:
        return tr("The stream broke and is opened again after a while; what changes meanwhile is not heard.")
            + said;
    case WatchMark::NotAccepted:
        return tr("The server was asked to tell when this changes and did not agree.") + said;
    case WatchMark::NotOffered:
        return tr("The server does not offer to tell when this changes. Read it again to see.");
    }
    Q_UNREACHABLE();
    return {};
}

QString watchKindWords(mcp::WatchState::Kind kind)
{
    using Kind = mcp::WatchState::Kind;
    switch (kind) {
    case Kind::Off:
        return tr("off: nothing is watched, or the session is not open");
    case Kind::Opening:
        return tr("opening");
    case Kind::Live:
        return tr("live");
    case Kind::Waiting:
        return tr("waiting to open again");
    case Kind::NotOffered:
        return tr("not offered by the server");
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace authscope::ui
