// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/block.h"

#include <memory>

class QSlider;

namespace authscope::ui {

class AudioPlayer;

/// Sound, which is never played on its own: the player is made when Play is pressed, for data that begins as
/// sound does.
class AudioBlock final : public Block {
    Q_OBJECT

public:
    explicit AudioBlock(const mcp::ContentBlock &block);
    ~AudioBlock() override;
    bool hasPlayer() const { return m_player != nullptr; }

private:
    void play();
    void stop();
    void showPosition(qint64 at, qint64 length);

    QByteArray m_data;
    QPushButton *m_play;
    QSlider *m_position;
    Label *m_time;
    std::unique_ptr<AudioPlayer> m_player;
};

} // namespace authscope::ui
