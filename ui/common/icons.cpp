// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/icons.h"

#include "ui/common/text.h"

#include <QCoreApplication>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

static void initIcons()
{
    Q_INIT_RESOURCE(ui); // this library is a static one: nothing else would keep the icons
}

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Mark", text);
}

class TintedIconEngine : public QIconEngine {
public:
    TintedIconEngine(QString name, Tone tone) : m_name(std::move(name)), m_tone(tone) { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const Tokens &t = tokens();
        paintIcon(painter, rect, m_name, mode == QIcon::Disabled ? t.muted : t.ink(m_tone));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new TintedIconEngine(*this); }

private:
    QString m_name;
    Tone m_tone;
};

} // namespace

void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour)
{
    [[maybe_unused]] static const bool ready = (initIcons(), true);
    QSvgRenderer renderer(u":/icons/%1.svg"_s.arg(name));
    const double ratio = painter->device()->devicePixelRatioF();
    QImage image(rect.size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter inner(&image);
    renderer.render(&inner, QRectF(QPointF(0, 0), QSizeF(rect.size())));
    inner.setCompositionMode(QPainter::CompositionMode_SourceIn);
    inner.fillRect(QRect(QPoint(0, 0), rect.size()), colour);
    inner.end();
    painter->drawImage(rect.topLeft(), image);
}

QIcon tintedIcon(const QString &name, Tone tone)
{
    return QIcon(new TintedIconEngine(name, tone));
}

QString markIcon(Mark mark)
{
    switch (mark) {
    case Mark::Passed:
        return u"check"_s;
    case Mark::Noted:
        return u"note"_s;
    case Mark::Failed:
        return u"cross"_s;
    case Mark::Skipped:
        return u"skip"_s;
    case Mark::Waiting:
        return u"ring"_s;
    case Mark::Running:
        return u"running"_s;
    case Mark::Person:
        return u"person"_s;
    case Mark::Cancelled:
        return u"stop"_s;
    case Mark::Exchange:
        return u"exchange"_s;
    }
    Q_UNREACHABLE();
    return {};
}

QString markWord(Mark mark)
{
    switch (mark) {
    case Mark::Passed:
        return tr("passed");
    case Mark::Noted:
        return tr("worth a look");
    case Mark::Failed:
        return tr("failed");
    case Mark::Skipped:
        return tr("skipped");
    case Mark::Waiting:
        return tr("not yet");
    case Mark::Running:
        return tr("running");
    case Mark::Person:
        return tr("waiting for you");
    case Mark::Cancelled:
        return tr("cancelled");
    case Mark::Exchange:
        return tr("exchange");
    }
    Q_UNREACHABLE();
    return {};
}

Tone markTone(Mark mark)
{
    switch (mark) {
    case Mark::Passed:
        return Tone::Good;
    case Mark::Noted:
        return Tone::Caution;
    case Mark::Failed:
        return Tone::Bad;
    case Mark::Running:
    case Mark::Person:
        return Tone::Accent;
    case Mark::Skipped:
    case Mark::Waiting:
    case Mark::Cancelled:
    case Mark::Exchange:
        return Tone::Muted;
    }
    Q_UNREACHABLE();
    return {};
}

MarkLabel::MarkLabel(Mark mark) : m_mark(mark)
{
    setFixedSize(16, 16);
    setMark(mark);
}

void MarkLabel::setMark(Mark mark)
{
    m_mark = mark;
    setAccessibleName(markWord(mark));
    setToolTip(plainToolTip(markWord(mark)));
    update();
}

void MarkLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintIcon(&painter, rect(), markIcon(m_mark), tokens().ink(markTone(m_mark)));
}

} // namespace authscope::ui
