"""What every request passes between a spider and the network."""
